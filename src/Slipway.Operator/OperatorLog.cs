namespace Slipway.Operator;

/// <summary>What the operator writes into its log.</summary>
internal static partial class OperatorLog
{
    [LoggerMessage(1, LogLevel.Debug, "The gateway {Namespace}/{Pod} does not tell its traffic: {Why}")]
    public static partial void GatewayIsSilent(this ILogger logger, string @namespace, string pod, string why);

    [LoggerMessage(2, LogLevel.Information, "{Kind} {Name}: {Message}")]
    public static partial void Happened(this ILogger logger, string kind, string name, string message);

    [LoggerMessage(3, LogLevel.Warning, "{Kind} {Name} could not be reconciled, again in {Pause}: {Why}")]
    public static partial void NotReconciled(
        this ILogger logger,
        string kind,
        string name,
        TimeSpan pause,
        string why,
        Exception? exception
    );

    [LoggerMessage(4, LogLevel.Debug, "{Kind} {Name} was changed meanwhile, again in {Pause}")]
    public static partial void Outrun(this ILogger logger, string kind, string name, TimeSpan pause);

    [LoggerMessage(5, LogLevel.Warning, "Watching {Kind} failed, again in {Pause}: {Why}")]
    public static partial void NotWatched(this ILogger logger, string kind, TimeSpan pause, string why);

    [LoggerMessage(6, LogLevel.Information, "{Identity} leads now")]
    public static partial void Leads(this ILogger logger, string identity);

    [LoggerMessage(7, LogLevel.Warning, "{Identity} does not lead any more")]
    public static partial void LeadsNoMore(this ILogger logger, string identity);

    [LoggerMessage(9, LogLevel.Warning, "The election failed, again in {Pause}: {Why}")]
    public static partial void NotElected(this ILogger logger, TimeSpan pause, string why);

    [LoggerMessage(8, LogLevel.Warning, "An event of {Name} could not be told: {Why}")]
    public static partial void EventNotTold(this ILogger logger, string name, string why);
}
