namespace Slipway.Gateway.Pipelines.Telemetry;

internal static partial class PipelineLog
{
    [LoggerMessage(1, LogLevel.Warning, "Pipeline {Pipeline} goes on without step {Step}: {Message}")]
    public static partial void WentOn(ILogger log, string pipeline, string step, string message);

    [LoggerMessage(2, LogLevel.Error, "Pipeline {Pipeline} failed by a fault of the gateway")]
    public static partial void Broke(ILogger log, string pipeline, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "The caller of pipeline {Pipeline} has gone")]
    public static partial void CallerGone(ILogger log, string pipeline, Exception exception);
}
