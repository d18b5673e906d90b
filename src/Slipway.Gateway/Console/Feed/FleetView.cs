using Slipway.Deployment.Fleet;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Console.Traffic;

namespace Slipway.Gateway.Console.Feed;

/// <summary>What the console shows at one moment. Immutable.</summary>
internal sealed record FleetView
{
    /// <summary>As its supervisor tells it; where it cannot be asked, as the gateway knows it (<see cref="GatewayKnowledge"/>).</summary>
    public required FleetStatus Fleet { get; init; }

    /// <summary>The supervisor's word, and not older than a few seconds.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Why the supervisor cannot be asked, in its words or ours; null where it can, or where there is none.</summary>
    public string? Problem { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<HistoryEntry> History { get; init; }

    /// <summary>The gateway's own, of the last seconds.</summary>
    public required IReadOnlyDictionary<SeriesKey, TrafficPoint> Figures { get; init; }

    /// <summary>Replicas as the gateway sees them, by name.</summary>
    public required IReadOnlyDictionary<string, EndpointTraffic> Endpoints { get; init; }

    /// <summary>Another one: charts have another point.</summary>
    public required long Samples { get; init; }

    public ServiceStatus? Service(string name) => Fleet.Services.FirstOrDefault(service => service.Name == name);

    public PipelineStatus? Pipeline(string name) => Fleet.Pipelines.FirstOrDefault(pipeline => pipeline.Name == name);
}
