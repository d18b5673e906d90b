namespace Slipway.Serving.Telemetry;

/// <summary>Where traces of requests go.</summary>
public enum TraceMode
{
    /// <summary>Into the file that the operator named; nowhere where there is none.</summary>
    File,

    /// <summary>To whoever listens to the activity source: an OpenTelemetry exporter.</summary>
    Spans,
}
