using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Control;

internal static partial class ControlLog
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "'{Path}' cannot be read now ({Message}); what was found there before stays served"
    )]
    public static partial void SourceUnreadable(this ILogger log, string path, string message);

    [LoggerMessage(2, LogLevel.Error, "Watching '{Path}' failed; it is tried again")]
    public static partial void WatchFailed(this ILogger log, Exception error, string path);

    [LoggerMessage(3, LogLevel.Information, "Model '{Model}' is unloaded by order")]
    public static partial void UnloadOrdered(this ILogger log, string model);

    [LoggerMessage(4, LogLevel.Information, "Model '{Model}' is loaded by order")]
    public static partial void LoadOrdered(this ILogger log, string model);

    [LoggerMessage(5, LogLevel.Information, "The list of models was replaced: {Count} declared")]
    public static partial void Reloaded(this ILogger log, int count);

    [LoggerMessage(6, LogLevel.Information, "The label '{Label}' of model '{Model}' names version {Version} now")]
    public static partial void Labelled(this ILogger log, string model, string label, long version);

    [LoggerMessage(7, LogLevel.Information, "The label '{Label}' of model '{Model}' is gone")]
    public static partial void LabelRemoved(this ILogger log, string model, string label);
}
