using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Routing;

/// <summary>A routing table made ready for look-ups. Immutable: a request sees one from its beginning to its end.</summary>
internal sealed class GatewayTable
{
    private readonly FrozenDictionary<string, ServiceRouting>.AlternateLookup<ReadOnlySpan<char>> _byModel;
    private readonly FrozenDictionary<string, PipelineRoute>.AlternateLookup<ReadOnlySpan<char>> _pipelines;
    private readonly FrozenDictionary<string, ServiceRouting> _byName;

    /// <param name="source">Checked (<see cref="RoutingTableCheck"/>).</param>
    /// <param name="services">In its order.</param>
    public GatewayTable(RoutingTable source, IReadOnlyList<ServiceRouting> services)
    {
        Source = source;
        Services = services;
        _byName = services.ToFrozenDictionary(service => service.Name, StringComparer.Ordinal);
        _byModel = services
            .SelectMany(service => service.Route.Models.Select(model => (model, service)))
            .ToFrozenDictionary(pair => pair.model, pair => pair.service, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _pipelines = source
            .Pipelines.ToFrozenDictionary(pipeline => pipeline.Name, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What a gateway has before it is told anything.</summary>
    public static GatewayTable Empty { get; } =
        new(
            new RoutingTable
            {
                Generation = 0,
                Services = [],
                Pipelines = [],
            },
            []
        );

    /// <summary>Somebody has said what there is, be it nothing.</summary>
    public bool IsTold => !ReferenceEquals(this, Empty);

    public RoutingTable Source { get; }

    public IReadOnlyList<ServiceRouting> Services { get; }

    /// <summary>All names by which requests find something, in order.</summary>
    public IEnumerable<string> Models =>
        Services
            .SelectMany(service => service.Route.Models)
            .Concat(Source.Pipelines.Select(pipeline => pipeline.Name))
            .Order(StringComparer.Ordinal);

    public bool TryFindModel(ReadOnlySpan<char> model, [NotNullWhen(true)] out ServiceRouting? service) =>
        _byModel.TryGetValue(model, out service);

    public bool TryFindPipeline(ReadOnlySpan<char> name, [NotNullWhen(true)] out PipelineRoute? pipeline) =>
        _pipelines.TryGetValue(name, out pipeline);

    public bool TryFindService(string name, [NotNullWhen(true)] out ServiceRouting? service) =>
        _byName.TryGetValue(name, out service);
}
