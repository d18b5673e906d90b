using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Pods;

/// <summary>The labels that Kubernetes recommends ("Recommended Labels"), as this fleet's objects have them.</summary>
internal static class FleetLabels
{
    public const string Name = "app.kubernetes.io/name";
    public const string Instance = "app.kubernetes.io/instance";
    public const string Component = "app.kubernetes.io/component";
    public const string PartOf = "app.kubernetes.io/part-of";
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Version = "app.kubernetes.io/version";

    /// <summary>Who renders.</summary>
    public const string Slipway = "slipway";

    public const string ServiceComponent = "model-server";
    public const string GatewayComponent = "gateway";
    public const string PipelineComponent = "pipeline";

    /// <summary>Of the Service whose endpoints gateways watch; it is not asked for metrics, which the other one is.</summary>
    public const string EndpointsComponent = "endpoints";

    /// <summary>The annotation that says where the figures of resources are from.</summary>
    public const string ResourcesAnnotation = $"{SlipwayGroup.Name}/resources-from";

    /// <summary>The annotation of the gateway's pods that has them made anew where its files change.</summary>
    public const string FilesAnnotation = $"{SlipwayGroup.Name}/files";

    /// <param name="fleet">Its name.</param>
    /// <param name="name">The service's, or <c>gateway</c>.</param>
    /// <param name="component">What it is.</param>
    public static SortedDictionary<string, string> Of(string fleet, string name, string component) =>
        new(StringComparer.Ordinal)
        {
            [Name] = name,
            [Instance] = fleet,
            [Component] = component,
            [PartOf] = fleet,
            [ManagedBy] = Slipway,
        };

    /// <summary>Which pods; never anything that changes with a revision, since selectors of Deployments cannot be changed.</summary>
    public static SortedDictionary<string, string> Selector(string fleet, string name) =>
        new(StringComparer.Ordinal) { [Name] = name, [Instance] = fleet };

    /// <summary>With another label.</summary>
    public static SortedDictionary<string, string> With(
        this SortedDictionary<string, string> labels,
        string key,
        string value
    ) => new(labels, StringComparer.Ordinal) { [key] = value };
}
