namespace Slipway.Gateway.Pipelines.Running;

/// <summary>What a request to a pipeline brings along besides its document.</summary>
internal sealed record RunOptions
{
    /// <summary>Go along to every model.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The caller's; the pipeline's own ends it as well.</summary>
    public TimeSpan? Timeout { get; init; }
}
