namespace Slipway.Deployment.Manifest.Kubernetes;

/// <summary>How a fleet is made on Kubernetes, for the target <c>kubernetes</c>.</summary>
public sealed record KubernetesConfig
{
    /// <summary>Where its objects are; no other fleet can be there. Default: the fleet's name.</summary>
    public string? Namespace { get; set; }

    /// <summary>What the images of models and projects are pushed under, such as <c>registry.example/team</c>.</summary>
    public string? Registry { get; set; }

    /// <summary>Secrets of the namespace by which nodes pull images.</summary>
    public List<string> ImagePullSecrets { get; set; } = [];

    /// <summary>The model server's image, for services whose model is at an address. Default: the one of this version; with an operator, that one's.</summary>
    public string? ServerImage { get; set; }

    /// <summary>The class of the volumes that cache models; null: the cluster's default.</summary>
    public string? StorageClass { get; set; }

    /// <summary>Labels that nodes must have; those of a service come besides.</summary>
    public Dictionary<string, string> NodeSelector { get; set; } = [];

    /// <summary>Taints of nodes that are no hindrance; those of a service come besides.</summary>
    public List<TolerationConfig> Tolerations { get; set; } = [];

    /// <summary>The gateway's pods.</summary>
    public KubernetesGatewayConfig Gateway { get; set; } = new();

    /// <summary>A route of the Gateway API to the fleet's gateway; null: none.</summary>
    public RouteConfig? Route { get; set; }

    /// <summary>Whether Prometheus' operator is to ask for metrics. Default: no.</summary>
    public MonitoringConfig? Monitoring { get; set; }

    /// <summary>Whether pods are closed to all but those that have to reach them. Default true.</summary>
    public bool NetworkPolicy { get; set; } = true;
}

/// <summary>The gateway's pods.</summary>
public sealed record KubernetesGatewayConfig
{
    /// <summary>How many there are. Default 2.</summary>
    public int Replicas { get; set; } = 2;

    /// <summary>Its image. Default: the one of this version.</summary>
    public string? Image { get; set; }

    /// <summary>What each of them may use. Default: 0.1 CPUs and 128 MiB are asked for.</summary>
    public ResourcesConfig? Resources { get; set; }
}

/// <summary>A taint that is no hindrance; as in a pod's own specification.</summary>
public sealed record TolerationConfig
{
    /// <summary>The taint's key; null: all.</summary>
    public string? Key { get; set; }

    /// <summary>The taint's value; null: any.</summary>
    public string? Value { get; set; }

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute; null: all.</summary>
    public string? Effect { get; set; }
}

/// <summary>An HTTPRoute and a GRPCRoute of the Gateway API.</summary>
public sealed record RouteConfig
{
    /// <summary>The Gateway that they belong to.</summary>
    public string Gateway { get; set; } = "";

    /// <summary>Its namespace; null: the fleet's own.</summary>
    public string? GatewayNamespace { get; set; }

    /// <summary>Host names for REST and the console; none: all that the Gateway has.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>Host names for gRPC, others than those for REST: a listener has one kind of routes for a name. None: no GRPCRoute.</summary>
    public List<string> GrpcHosts { get; set; } = [];
}

/// <summary>How metrics are asked for.</summary>
public sealed record MonitoringConfig
{
    /// <summary>The namespace of who asks. Default: monitoring.</summary>
    public string Namespace { get; set; } = "monitoring";

    /// <summary>How often. Default 30 seconds.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Labels by which Prometheus finds what it is to ask.</summary>
    public Dictionary<string, string> Labels { get; set; } = [];
}
