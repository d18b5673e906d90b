using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Slipway.Kubernetes.Resources.Foreign;

/// <summary>A route of the Gateway API (gateway.networking.k8s.io/v1), as far as it is rendered.</summary>
[KubernetesEntity(Group = GroupName, ApiVersion = "v1", Kind = KindName, PluralName = "httproutes")]
public sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    public const string GroupName = "gateway.networking.k8s.io";
    public const string KindName = "HTTPRoute";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{GroupName}/v1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public RouteSpec Spec { get; set; } = new();
}

/// <summary>A route for gRPC.</summary>
[KubernetesEntity(Group = HttpRoute.GroupName, ApiVersion = "v1", Kind = KindName, PluralName = "grpcroutes")]
public sealed class GrpcRoute : IKubernetesObject<V1ObjectMeta>
{
    public const string KindName = "GRPCRoute";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{HttpRoute.GroupName}/v1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public RouteSpec Spec { get; set; } = new();
}

/// <summary>What both kinds of routes say.</summary>
public sealed record RouteSpec
{
    public IList<RouteParent> ParentRefs { get; set; } = [];

    /// <summary>Null for all that the parent has.</summary>
    public IList<string>? Hostnames { get; set; }

    public IList<RouteRule> Rules { get; set; } = [];
}

/// <summary>The Gateway that a route belongs to.</summary>
public sealed record RouteParent
{
    public string Name { get; set; } = "";

    /// <summary>Null for the route's own.</summary>
    public string? Namespace { get; set; }
}

/// <summary>Requests, all of them, and where they go.</summary>
public sealed record RouteRule
{
    public IList<RouteBackend> BackendRefs { get; set; } = [];
}

/// <summary>A Service.</summary>
public sealed record RouteBackend
{
    public string Name { get; set; } = "";

    public int Port { get; set; }

    /// <summary>Its part of the requests, against the others'; null: 1.</summary>
    public int? Weight { get; set; }
}
