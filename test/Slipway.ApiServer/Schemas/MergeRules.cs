namespace Slipway.ApiServer.Schemas;

/// <summary>
/// Which lists of the built-in kinds are maps or sets, and which objects have one owner as a whole: the
/// <c>x-kubernetes-list-type</c>, <c>-list-map-keys</c> and <c>-map-type</c> of Kubernetes' OpenAPI description, by the
/// names of the client's models. A list that is not here is atomic.
/// </summary>
internal static class MergeRules
{
    private static readonly Dictionary<string, string[]> Maps = new(StringComparer.Ordinal)
    {
        ["V1ObjectMeta.ownerReferences"] = ["uid"],
        ["V1PodSpec.containers"] = ["name"],
        ["V1PodSpec.initContainers"] = ["name"],
        ["V1PodSpec.ephemeralContainers"] = ["name"],
        ["V1PodSpec.volumes"] = ["name"],
        ["V1PodSpec.imagePullSecrets"] = ["name"],
        ["V1PodSpec.hostAliases"] = ["ip"],
        ["V1PodSpec.resourceClaims"] = ["name"],
        ["V1PodSpec.schedulingGates"] = ["name"],
        ["V1PodSpec.topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
        ["V1Container.ports"] = ["containerPort", "protocol"],
        ["V1Container.env"] = ["name"],
        ["V1Container.volumeMounts"] = ["mountPath"],
        ["V1Container.volumeDevices"] = ["devicePath"],
        ["V1ResourceRequirements.claims"] = ["name"],
        ["V1PodStatus.conditions"] = ["type"],
        ["V1PodStatus.podIPs"] = ["ip"],
        ["V1ServiceSpec.ports"] = ["port", "protocol"],
        ["V1ServiceStatus.conditions"] = ["type"],
        ["V1ServiceAccount.secrets"] = ["name"],
        ["V1NodeStatus.addresses"] = ["type"],
        ["V1NodeStatus.conditions"] = ["type"],
        ["V1NamespaceStatus.conditions"] = ["type"],
        ["V1PersistentVolumeClaimStatus.conditions"] = ["type"],
        ["V1DeploymentStatus.conditions"] = ["type"],
        ["V1ReplicaSetStatus.conditions"] = ["type"],
        ["V1PodDisruptionBudgetStatus.conditions"] = ["type"],
        ["V2HorizontalPodAutoscalerStatus.conditions"] = ["type"],
        ["V1CustomResourceDefinitionStatus.conditions"] = ["type"],
    };

    private static readonly HashSet<string> Sets = new(StringComparer.Ordinal)
    {
        "V1ObjectMeta.finalizers",
        "V1NodeSpec.podCIDRs",
    };

    private static readonly HashSet<string> AtomicMaps = new(StringComparer.Ordinal)
    {
        "V1LabelSelector",
        "V1NodeSelector",
        "V1NodeSelectorTerm",
        "V1ServiceSpec.selector",
        "V1PodSpec.nodeSelector",
        "V1RoleRef",
        "V1ObjectReference",
        "V1LocalObjectReference",
        "V1SecretKeySelector",
        "V1ConfigMapKeySelector",
        "V1ObjectFieldSelector",
        "V1ResourceFieldSelector",
        "V1TypedLocalObjectReference",
        "V1SecretReference",
        "Rbacv1Subject",
        "V1IngressBackend.resource",
    };

    public static (ListKind Kind, IReadOnlyList<string> Keys) List(string path) =>
        Maps.TryGetValue(path, out var keys) ? (ListKind.Map, keys)
        : Sets.Contains(path) ? (ListKind.Set, [])
        : (ListKind.Atomic, []);

    public static bool IsAtomic(string path) => AtomicMaps.Contains(path);
}
