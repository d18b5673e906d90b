namespace Slipway.Kubernetes.Rendering;

/// <summary>How a fleet is rendered.</summary>
public sealed record RenderOptions
{
    public RenderForm Form { get; init; }

    /// <summary>Where the objects are; null: as the manifest says, else in the namespace that has the fleet's name.</summary>
    public string? Namespace { get; init; }

    /// <summary>The images of services, by service; those whose manifest names an image need none here.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>The gateway's image, where the manifest names none.</summary>
    public required string GatewayImage { get; init; }

    /// <summary>
    /// The model server's image, for services whose model is at an address, where the manifest names none. Null: such a service
    /// needs an image of its own here, or an operator that knows one.
    /// </summary>
    public string? ServerImage { get; init; }

    /// <summary>How large the models are that the images carry, in bytes, by service; without, nothing is reckoned of it.</summary>
    public IReadOnlyDictionary<string, long> ModelBytes { get; init; } = new Dictionary<string, long>();
}

/// <summary>What a fleet becomes.</summary>
public enum RenderForm
{
    /// <summary>Kubernetes' own objects: no operator is needed.</summary>
    Plain = 0,

    /// <summary>A ModelService for each service, a ModelPipeline for each pipeline, and the gateway: Slipway's operator makes the rest.</summary>
    Resources,

    /// <summary>For <c>podman kube play</c> on one machine: the machine's own network, a replica each, ports of loopback.</summary>
    SingleHost,
}
