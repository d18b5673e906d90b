namespace Slipway.Supervisor;

/// <summary>What the supervisor writes into its own log.</summary>
internal static partial class SupervisorLog
{
    [LoggerMessage(1, LogLevel.Warning, "The output of {Replica} cannot be kept: {Why}")]
    public static partial void CannotCollect(this ILogger logger, string replica, string why);

    [LoggerMessage(2, LogLevel.Information, "{Replica} started as {Identity}")]
    public static partial void Started(this ILogger logger, string replica, string identity);

    [LoggerMessage(3, LogLevel.Information, "{Replica} found again, {Identity}")]
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

    [LoggerMessage(
        20,
        LogLevel.Warning,
        "The container engine cannot be asked about {Replica}; it is asked again: {Why}"
    )]
    public static partial void EngineDoesNotAnswer(this ILogger logger, string replica, string why);

    [LoggerMessage(21, LogLevel.Warning, "The container {Id} was started and never written down; it is ended")]
    public static partial void EndsOrphan(this ILogger logger, string id);

    [LoggerMessage(22, LogLevel.Warning, "The container of {Replica}, which has ended, cannot be removed: {Why}")]
    public static partial void CannotRemove(this ILogger logger, string replica, string why);

    [LoggerMessage(23, LogLevel.Warning, "Images of revisions that are forgotten cannot be dropped: {Why}")]
    public static partial void CannotDropImages(this ILogger logger, string why);

    [LoggerMessage(11, LogLevel.Warning, "Contents that nothing runs cannot be deleted: {Why}")]
    public static partial void CannotSweep(this ILogger logger, string why);

    [LoggerMessage(12, LogLevel.Warning, "Process {Id} was started and never written down; it is told to end")]
    public static partial void EndsOrphanProcess(this ILogger logger, int id);

    [LoggerMessage(
        13,
        LogLevel.Warning,
        "Process {Id}, which nobody knows, has not ended within {Patience}; it is killed"
    )]
    public static partial void KillsOrphanProcess(this ILogger logger, int id, TimeSpan patience);

    [LoggerMessage(10, LogLevel.Warning, "The gateway does not take the routes: {Why}")]
    public static partial void RoutesRefused(this ILogger logger, string why);
}
