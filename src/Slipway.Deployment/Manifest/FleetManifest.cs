using System.Text.Json.Serialization;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Deployment.Manifest;

/// <summary>
/// <c>slipway.yaml</c>: what a fleet consists of. Keys are in snake_case; properties are settable because source-generated
/// binding keeps the defaults of no others.
/// </summary>
public sealed record FleetManifest
{
    /// <summary>Names the fleet's state on this machine, and its objects elsewhere. Default: the name of the manifest's folder.</summary>
    public string? Name { get; set; }

    /// <summary>Where it runs. Default: processes of this machine.</summary>
    public FleetTarget Target { get; set; }

    /// <summary>How containers are made, for the target <c>container</c>.</summary>
    public ContainersConfig Containers { get; set; } = new();

    /// <summary>How it is made on Kubernetes, for the target <c>kubernetes</c>.</summary>
    public KubernetesConfig Kubernetes { get; set; } = new();

    /// <summary>Texts that <c>${name}</c> stands for, anywhere in the values below.</summary>
    public Dictionary<string, string> Variables { get; set; } = [];

    /// <summary>What every service has that does not say otherwise; its source is not among it.</summary>
    public ServiceConfig Defaults { get; set; } = new();

    /// <summary>By name: lower-case letters, digits and hyphens, at most 40.</summary>
    public Dictionary<string, ServiceConfig> Services { get; set; } = [];

    /// <summary>By name; they share the names of models.</summary>
    public Dictionary<string, PipelineConfig> Pipelines { get; set; } = [];

    /// <summary>The front door.</summary>
    public GatewayConfig Gateway { get; set; } = new();
}

/// <summary>Where a fleet runs.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FleetTarget>))]
public enum FleetTarget
{
    /// <summary>A process of this machine for each replica.</summary>
    Process = 0,

    /// <summary>A container of Docker or Podman for each replica.</summary>
    Container,

    /// <summary>Pods of a Kubernetes cluster.</summary>
    Kubernetes,
}
