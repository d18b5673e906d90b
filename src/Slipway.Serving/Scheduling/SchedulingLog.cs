using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Scheduling;

internal static partial class SchedulingLog
{
    [LoggerMessage(
        EventId = 301,
        Level = LogLevel.Information,
        Message = "Model '{Model}' version {Version} computes requests together, up to {MaxRows} rows: {Rows} rows were proved "
            + "to come out as each by itself, in {Factor:0.0} times the time of one"
    )]
    public static partial void Batched(
        this ILogger log,
        string model,
        long version,
        int maxRows,
        int rows,
        double factor
    );

    [LoggerMessage(
        EventId = 302,
        Level = LogLevel.Information,
        Message = "Model '{Model}' version {Version} computes each request by itself: {Problem}"
    )]
    public static partial void NotBatched(this ILogger log, string model, long version, string problem);
}
