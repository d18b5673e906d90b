using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Routing;

/// <summary>All that a gateway must know, replaced whole. Who runs the fleet makes it; gateways obey.</summary>
public sealed record RoutingTable
{
    /// <summary>Rises with every table of one author; a gateway says which it has applied, and refuses an older one.</summary>
    public required long Generation { get; init; }

    /// <summary>Who made it: another one begins to count anew.</summary>
    public string Author { get; set; } = "";

    public required IReadOnlyList<ServiceRoute> Services { get; init; }

    public required IReadOnlyList<PipelineRoute> Pipelines { get; init; }
}

/// <summary>A service as the gateway sees it.</summary>
public sealed record ServiceRoute
{
    public required string Service { get; init; }

    public string? Description { get; init; }

    /// <summary>The names of models that lead here.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required TrafficConfig Traffic { get; init; }

    /// <summary>Those that run. Weights are parts of their sum; with none over 0 requests wait or are refused.</summary>
    public required IReadOnlyList<RevisionRoute> Revisions { get; init; }

    /// <summary>Who gets copies of requests; null for none.</summary>
    public MirrorRoute? Mirror { get; init; }

    /// <summary>Requests wait for a replica where there is none: it is being started, or will be.</summary>
    public bool Holds { get; init; }
}

/// <summary>A revision with its part of the traffic.</summary>
public sealed record RevisionRoute
{
    public required int Revision { get; init; }

    public required double Weight { get; init; }

    /// <summary><c>stable</c>, <c>candidate</c>, or null.</summary>
    public string? Label { get; init; }

    /// <summary>Its ready replicas.</summary>
    public required IReadOnlyList<EndpointRoute> Endpoints { get; init; }

    /// <summary>On Kubernetes, in a file of routes: the headless Service whose EndpointSlices have the replicas; null: they are given.</summary>
    public string? Service { get; init; }
}

/// <summary>A replica's addresses, in cleartext: HTTP/1.1 for REST, HTTP/2 with prior knowledge for gRPC.</summary>
public sealed record EndpointRoute
{
    public required string Replica { get; init; }

    /// <summary>Such as <c>http://127.0.0.1:40001</c>.</summary>
    public required string Http { get; init; }

    public required string Grpc { get; init; }
}

/// <summary>Who gets copies of requests.</summary>
public sealed record MirrorRoute
{
    /// <summary>The revision whose answers are thrown away.</summary>
    public required int Revision { get; init; }

    /// <summary>The part of requests that is copied, from 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>How answers are compared; null: they are not.</summary>
    public AgreementGate? Compare { get; init; }
}

/// <summary>A pipeline under its name.</summary>
public sealed record PipelineRoute
{
    public required string Name { get; init; }

    public required PipelineConfig Pipeline { get; init; }
}
