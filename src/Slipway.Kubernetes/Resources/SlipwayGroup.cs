namespace Slipway.Kubernetes.Resources;

/// <summary>The API group of the custom resources, and what else carries its name.</summary>
public static class SlipwayGroup
{
    public const string Name = "serving.slipway.dev";
    public const string Version = "v1alpha1";
    public const string ApiVersion = $"{Name}/{Version}";

    /// <summary>The label of whatever belongs to a model service: its name.</summary>
    public const string ServiceLabel = $"{Name}/service";

    /// <summary>The label of what belongs to one revision: its number.</summary>
    public const string RevisionLabel = $"{Name}/revision";

    /// <summary>The label of pods that have a node pull a revision's images; they are no pods of the service.</summary>
    public const string PrepullLabel = $"{Name}/prepull";

    /// <summary>The annotation by which a person orders something of a release; see <see cref="ReleaseOrder"/>.</summary>
    public const string OrderAnnotation = $"{Name}/order";

    /// <summary>The annotation of a pod that says what memory its server takes at most while it loads its model, by what was measured.</summary>
    public const string MemoryAnnotation = $"{Name}/memory-to-load";

    /// <summary>The secret of a namespace by which its gateways know the operator, and its key.</summary>
    public const string ControlSecret = "slipway-gateway-control";

    /// <inheritdoc cref="ControlSecret"/>
    public const string ControlKey = "token";

    /// <summary>Kept by the operator on a resource until what it made of it outside of Kubernetes' own owners is gone.</summary>
    public const string Finalizer = $"{Name}/cleanup";
}
