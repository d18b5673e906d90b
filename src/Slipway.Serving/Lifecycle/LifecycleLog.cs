using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Lifecycle;

internal static partial class LifecycleLog
{
    /// <summary>How a load ended; a failure that is like the one before it is not worth an error again.</summary>
    public static void LoadEnded(this ILogger log, LoadOutcome outcome, bool isRepeated)
    {
        if (outcome.Error is not { } error)
            log.Loaded(outcome.Model, outcome.Version, outcome.Elapsed.TotalMilliseconds);
        else if (error.Reason == ServableVersion.Cancelled)
            log.LoadCancelled(outcome.Model, outcome.Version);
        else if (isRepeated)
            log.LoadFailedAgain(outcome.Model, outcome.Version, outcome.Result, error.Message);
        else
            log.LoadFailed(outcome.Model, outcome.Version, outcome.Result, error.Message);
    }

    [LoggerMessage(1, LogLevel.Debug, "Loading model '{Model}' version {Version} from {Path}")]
    public static partial void Loading(this ILogger log, string model, long version, string path);

    [LoggerMessage(4, LogLevel.Information, "Unloaded model '{Model}' version {Version}")]
    public static partial void Unloaded(this ILogger log, string model, long version);

    [LoggerMessage(6, LogLevel.Warning, "Model '{Model}' version {Version}: {Remark}")]
    public static partial void Remark(this ILogger log, string model, long version, string remark);

    [LoggerMessage(7, LogLevel.Information, "Evicting model '{Model}' version {Version}: its memory is needed")]
    public static partial void Evicted(this ILogger log, string model, long version);

    [LoggerMessage(8, LogLevel.Error, "Model '{Model}' version {Version} did not unload cleanly")]
    public static partial void UnloadFailed(this ILogger log, Exception error, string model, long version);

    [LoggerMessage(10, LogLevel.Error, "A subscriber to what happens to models failed")]
    public static partial void SubscriberFailed(this ILogger log, Exception error);

    [LoggerMessage(2, LogLevel.Information, "Loaded model '{Model}' version {Version} in {Milliseconds:0} ms")]
    private static partial void Loaded(this ILogger log, string model, long version, double milliseconds);

    [LoggerMessage(3, LogLevel.Error, "Model '{Model}' version {Version} failed to load ({Reason}): {Message}")]
    private static partial void LoadFailed(this ILogger log, string model, long version, string reason, string message);

    [LoggerMessage(9, LogLevel.Debug, "Model '{Model}' version {Version} failed to load again ({Reason}): {Message}")]
    private static partial void LoadFailedAgain(
        this ILogger log,
        string model,
        long version,
        string reason,
        string message
    );

    [LoggerMessage(5, LogLevel.Information, "Loading of model '{Model}' version {Version} was given up")]
    private static partial void LoadCancelled(this ILogger log, string model, long version);
}
