using k8s.Models;
using Slipway.ApiServer.Schemas;

namespace Slipway.ApiServer.Resources;

/// <summary>What is served without a definition. Fields come from the client's own models where it has them.</summary>
public static class BuiltInKinds
{
    private static readonly ScalePaths Replicas = new("spec.replicas", "status.replicas", "status.selector");

    public static ResourceKind Namespaces { get; } =
        Core<V1Namespace>("Namespace", "namespaces", "ns") with
        {
            Namespaced = false,
            HasStatus = true,
        };

    public static ResourceKind Pods { get; } = Core<V1Pod>("Pod", "pods", "po") with { HasStatus = true };

    public static ResourceKind Services { get; } =
        Core<V1Service>("Service", "services", "svc") with
        {
            HasStatus = true,
        };

    public static ResourceKind Nodes { get; } =
        Core<V1Node>("Node", "nodes", "no") with
        {
            Namespaced = false,
            HasStatus = true,
        };

    public static ResourceKind Events { get; } =
        Core<Corev1Event>("Event", "events", "ev") with
        {
            CreateOnUpdate = true,
        };

    public static ResourceKind Deployments { get; } =
        Of<V1Deployment>("apps", "v1", "Deployment", "deployments", "deploy") with
        {
            HasStatus = true,
            Scale = Replicas,
        };

    public static ResourceKind ReplicaSets { get; } =
        Of<V1ReplicaSet>("apps", "v1", "ReplicaSet", "replicasets", "rs") with
        {
            HasStatus = true,
            Scale = Replicas,
        };

    public static ResourceKind EndpointSlices { get; } =
        Of<V1EndpointSlice>("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices");

    public static ResourceKind Budgets { get; } =
        Of<V1PodDisruptionBudget>("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "pdb") with
        {
            HasStatus = true,
            UnconditionalUpdate = false,
        };

    public static ResourceKind Definitions { get; } =
        Of<V1CustomResourceDefinition>(
            "apiextensions.k8s.io",
            "v1",
            "CustomResourceDefinition",
            "customresourcedefinitions",
            "crd",
            "crds"
        ) with
        {
            Namespaced = false,
            HasStatus = true,
            UnconditionalUpdate = false,
        };

    public static ResourceKind Roles { get; } = Rbac<V1Role>("Role", "roles");

    public static ResourceKind ClusterRoles { get; } =
        Rbac<V1ClusterRole>("ClusterRole", "clusterroles") with
        {
            Namespaced = false,
        };

    public static ResourceKind RoleBindings { get; } = Rbac<V1RoleBinding>("RoleBinding", "rolebindings");

    public static ResourceKind ClusterRoleBindings { get; } =
        Rbac<V1ClusterRoleBinding>("ClusterRoleBinding", "clusterrolebindings") with
        {
            Namespaced = false,
        };

    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        Namespaces,
        Nodes,
        Pods,
        Services,
        Core<V1Endpoints>("Endpoints", "endpoints", "ep"),
        Core<V1ConfigMap>("ConfigMap", "configmaps", "cm"),
        Core<V1Secret>("Secret", "secrets"),
        Core<V1ServiceAccount>("ServiceAccount", "serviceaccounts", "sa"),
        Events,
        Core<V1PersistentVolumeClaim>("PersistentVolumeClaim", "persistentvolumeclaims", "pvc") with
        {
            HasStatus = true,
        },
        Deployments,
        ReplicaSets,
        Of<V1DaemonSet>("apps", "v1", "DaemonSet", "daemonsets", "ds") with
        {
            HasStatus = true,
        },
        Of<V1ControllerRevision>("apps", "v1", "ControllerRevision", "controllerrevisions") with
        {
            HasGeneration = false,
        },
        Of<V2HorizontalPodAutoscaler>(
            "autoscaling",
            "v2",
            "HorizontalPodAutoscaler",
            "horizontalpodautoscalers",
            "hpa"
        ) with
        {
            HasStatus = true,
            HasGeneration = false,
        },
        Budgets,
        Of<V1NetworkPolicy>("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "netpol"),
        Of<V1Ingress>("networking.k8s.io", "v1", "Ingress", "ingresses", "ing") with
        {
            HasStatus = true,
        },
        EndpointSlices,
        Of<V1Lease>("coordination.k8s.io", "v1", "Lease", "leases") with
        {
            HasGeneration = false,
            UnconditionalUpdate = false,
            CreateOnUpdate = true,
        },
        Of<Eventsv1Event>("events.k8s.io", "v1", "Event", "events", "ev") with
        {
            HasGeneration = false,
            KeptAs = Events,
            CreateOnUpdate = true,
        },
        Roles,
        ClusterRoles,
        RoleBindings,
        ClusterRoleBindings,
        Definitions,
        Extension("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"),
        Extension("gateway.networking.k8s.io", "v1", "GRPCRoute", "grpcroutes"),
        Extension("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors", "smon"),
    ];

    private static ResourceKind Core<TModel>(string kind, string plural, params string[] shortNames) =>
        Of<TModel>("", "v1", kind, plural, shortNames) with
        {
            HasGeneration = false,
        };

    private static ResourceKind Rbac<TModel>(string kind, string plural) =>
        Of<TModel>("rbac.authorization.k8s.io", "v1", kind, plural) with
        {
            HasGeneration = false,
            CreateOnUpdate = true,
        };

    private static ResourceKind Of<TModel>(
        string group,
        string version,
        string kind,
        string plural,
        params string[] shortNames
    ) =>
        new(group, version, kind, plural, Namespaced: true)
        {
            ShortNames = shortNames,
            Schema = ModelSchemas.Of<TModel>(),
        };

    /// <summary>Kinds of add-ons that a cluster brings by definitions; their fields are not held against a schema.</summary>
    private static ResourceKind Extension(
        string group,
        string version,
        string kind,
        string plural,
        params string[] shortNames
    ) =>
        new(group, version, kind, plural, Namespaced: true)
        {
            ShortNames = shortNames,
            HasStatus = true,
            IsCustom = true,
            UnconditionalUpdate = false,
            Schema = ModelSchemas.Unknown(),
        };
}
