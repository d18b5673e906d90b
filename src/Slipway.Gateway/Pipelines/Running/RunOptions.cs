using System.Diagnostics;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>What a request to a pipeline brings along besides its document.</summary>
internal sealed record RunOptions
{
    /// <summary>Go along to every model.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The caller's trace, as its headers say it: they go along where nobody listens to traces here.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TraceHeaders { get; init; } = [];

    /// <summary>The same.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>The caller's; the pipeline's own ends it as well.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>For a model that is asked now.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> HeadersNow() =>
        Activity.Current is null && TraceHeaders.Count > 0 ? [.. Headers, .. TraceHeaders] : Headers;
}
