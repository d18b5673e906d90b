using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Sources.Remote;

internal static partial class RemoteLog
{
    [LoggerMessage(1, LogLevel.Information, "Mirroring {Location} in {Folder}")]
    public static partial void Mirroring(this ILogger log, string location, string folder);

    [LoggerMessage(2, LogLevel.Information, "Downloading '{Name}' from {Location}: {Size}")]
    public static partial void Downloading(this ILogger log, string name, string location, string size);

    [LoggerMessage(3, LogLevel.Information, "Downloading '{Name}': {Progress}")]
    public static partial void Progress(this ILogger log, string name, string progress);

    [LoggerMessage(4, LogLevel.Information, "Downloaded '{Name}' and put it in place: {Size} in {Seconds:0.0} s")]
    public static partial void Placed(this ILogger log, string name, string size, double seconds);

    [LoggerMessage(5, LogLevel.Information, "Removed '{Name}' from the mirror: it is gone from {Location}")]
    public static partial void Removed(this ILogger log, string name, string location);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "{Location} cannot be read ({Reason}), what is here stays served; next attempt in {Seconds:0} s: {Message}"
    )]
    public static partial void LookFailed(
        this ILogger log,
        string location,
        string reason,
        double seconds,
        string message
    );

    [LoggerMessage(7, LogLevel.Information, "{Location} can be read again")]
    public static partial void LookRecovered(this ILogger log, string location);

    [LoggerMessage(8, LogLevel.Error, "'{Name}' was not taken from {Location} ({Reason}): {Message}")]
    public static partial void UnitFailed(
        this ILogger log,
        string name,
        string location,
        string reason,
        string message
    );

    [LoggerMessage(
        9,
        LogLevel.Warning,
        "{Location}: {Count} objects were passed over, their names cannot be files here"
    )]
    public static partial void NamesSkipped(this ILogger log, string location, int count);

    [LoggerMessage(
        10,
        LogLevel.Information,
        "The transfer of '{What}' broke off at byte {Offset} ({Why}); going on in {Seconds:0.0} s"
    )]
    public static partial void Resuming(this ILogger log, string what, long offset, string why, double seconds);

    [LoggerMessage(
        11,
        LogLevel.Warning,
        "The cache folder {Folder} cannot be written ({Message}); models are mirrored in a temporary folder, and "
            + "downloaded again after a restart. Name another with --cache-dir."
    )]
    public static partial void NoCache(this ILogger log, string folder, string message);

    [LoggerMessage(
        12,
        LogLevel.Debug,
        "'{Name}' at {Location} is still being uploaded; it is taken when it has settled"
    )]
    public static partial void Unsettled(this ILogger log, string name, string location);
}
