using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Imports;

internal static partial class ImportLog
{
    [LoggerMessage(30, LogLevel.Information, "Importing model {Model} ({Format}) to ONNX.")]
    public static partial void Importing(this ILogger log, string model, string format);

    [LoggerMessage(
        31,
        LogLevel.Warning,
        "Imported models cannot be kept in {Folder} ({Cause}), so each start imports them again; name a folder with --cache-dir."
    )]
    public static partial void NoImportCache(this ILogger log, string folder, string cause);
}
