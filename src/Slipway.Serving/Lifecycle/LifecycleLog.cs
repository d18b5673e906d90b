using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Lifecycle;

internal static partial class LifecycleLog
{
    [LoggerMessage(1, LogLevel.Debug, "Loading model '{Model}' version {Version} from {Path}")]
    public static partial void Loading(this ILogger log, string model, long version, string path);

    [LoggerMessage(2, LogLevel.Information, "Loaded model '{Model}' version {Version} in {Milliseconds:0} ms")]
    public static partial void Loaded(this ILogger log, string model, long version, double milliseconds);

    [LoggerMessage(3, LogLevel.Error, "Model '{Model}' version {Version} failed to load ({Reason}): {Message}")]
    public static partial void LoadFailed(this ILogger log, string model, long version, string reason, string message);

    [LoggerMessage(4, LogLevel.Information, "Unloaded model '{Model}' version {Version}")]
    public static partial void Unloaded(this ILogger log, string model, long version);

    [LoggerMessage(5, LogLevel.Information, "Loading of model '{Model}' version {Version} was given up")]
    public static partial void LoadCancelled(this ILogger log, string model, long version);
}
