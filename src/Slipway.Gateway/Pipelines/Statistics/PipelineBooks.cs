using System.Collections.Concurrent;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Pipelines.Statistics;

/// <summary>The counters of all pipelines, by name; they go on over tables, and are dropped with their pipelines. Thread-safe.</summary>
internal sealed class PipelineBooks
{
    private readonly ConcurrentDictionary<string, PipelineCounters> _pipelines = new(StringComparer.Ordinal);

    public PipelineCounters Of(string pipeline) => _pipelines.GetOrAdd(pipeline, _ => new PipelineCounters());

    public void Keep(GatewayTable table)
    {
        foreach (var name in _pipelines.Keys.Where(name => !table.TryFindPipeline(name, out _)))
        {
            _pipelines.TryRemove(name, out _);
        }
    }
}
