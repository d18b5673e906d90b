namespace Slipway.Supervisor;

/// <summary>What the supervisor writes into its own log.</summary>
internal static partial class SupervisorLog
{
    [LoggerMessage(1, LogLevel.Warning, "The output of {Replica} cannot be kept: {Why}")]
    public static partial void CannotCollect(this ILogger logger, string replica, string why);

    [LoggerMessage(2, LogLevel.Information, "{Replica} started as process {Identity}")]
    public static partial void Started(this ILogger logger, string replica, string identity);

    [LoggerMessage(3, LogLevel.Information, "{Replica} found again, process {Identity}")]
    public static partial void Adopted(this ILogger logger, string replica, string identity);

    [LoggerMessage(4, LogLevel.Warning, "{Replica} ended ({How}); it is started again in {Pause}")]
    public static partial void Ended(this ILogger logger, string replica, string how, TimeSpan pause);

    [LoggerMessage(5, LogLevel.Information, "{Replica} is ready")]
    public static partial void Ready(this ILogger logger, string replica);

    [LoggerMessage(6, LogLevel.Warning, "{Replica} did not end in good order within {Patience}; it is killed")]
    public static partial void Killed(this ILogger logger, string replica, TimeSpan patience);

    [LoggerMessage(7, LogLevel.Warning, "{Replica} does not live any more ({Why}); it is ended and started again")]
    public static partial void Dead(this ILogger logger, string replica, string why);

    [LoggerMessage(8, LogLevel.Information, "{Service}: {Message}")]
    public static partial void Happened(this ILogger logger, string service, string message);

    [LoggerMessage(9, LogLevel.Error, "{What} failed; it is tried again")]
    public static partial void WillRetry(this ILogger logger, Exception exception, string what);

    [LoggerMessage(10, LogLevel.Warning, "The gateway does not take the routes: {Why}")]
    public static partial void RoutesRefused(this ILogger logger, string why);
}
