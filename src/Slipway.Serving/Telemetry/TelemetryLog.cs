using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Telemetry;

internal static partial class TelemetryLog
{
    [LoggerMessage(1, LogLevel.Warning, "No more traces are written to '{Path}': {Why}")]
    public static partial void TracesStopped(this ILogger log, string path, string why);
}
