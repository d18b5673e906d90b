using k8s;
using k8s.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;

namespace Slipway.Kubernetes.Installation;

/// <summary>What the operator may: no more than it does.</summary>
internal static class OperatorRoles
{
    private const string Version = "rbac.authorization.k8s.io/v1";
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly string[] Reads = ["get", "list", "watch"];
    private static readonly string[] Owns = ["get", "list", "watch", "create", "patch", "delete"];

    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> All(
        string space,
        SortedDictionary<string, string> labels
    ) =>
        [
            new V1ServiceAccount
            {
                ApiVersion = "v1",
                Kind = V1ServiceAccount.KubeKind,
                Metadata = Meta(space, labels),
            },
            new V1ClusterRole
            {
                ApiVersion = Version,
                Kind = V1ClusterRole.KubeKind,
                Metadata = Meta(null, labels),
                Rules = Everywhere(),
            },
            new V1ClusterRoleBinding
            {
                ApiVersion = Version,
                Kind = V1ClusterRoleBinding.KubeKind,
                Metadata = Meta(null, labels),
                RoleRef = Role(V1ClusterRole.KubeKind),
                Subjects = [Subject(space)],
            },
            new V1Role
            {
                ApiVersion = Version,
                Kind = V1Role.KubeKind,
                Metadata = Meta(space, labels),
                Rules = [Rule("coordination.k8s.io", ["leases"], ["get", "create", "update"])],
            },
            new V1RoleBinding
            {
                ApiVersion = Version,
                Kind = V1RoleBinding.KubeKind,
                Metadata = Meta(space, labels),
                RoleRef = Role(V1Role.KubeKind),
                Subjects = [Subject(space)],
            },
        ];

    private static List<V1PolicyRule> Everywhere() =>
        [
            // Of what people declare it writes the status alone, and its finalizer.
            Rule(SlipwayGroup.Name, [ModelService.PluralName], [.. Reads, "patch"]),
            Rule(SlipwayGroup.Name, [ModelPipeline.PluralName], Reads),
            Rule(
                SlipwayGroup.Name,
                [$"{ModelService.PluralName}/status", $"{ModelPipeline.PluralName}/status"],
                ["update"]
            ),
            // To be named as an owner that blocks its deletion, where the cluster asks for that.
            Rule(SlipwayGroup.Name, [$"{ModelService.PluralName}/finalizers"], ["update"]),
            Rule("apps", ["deployments", "daemonsets"], Owns),
            Rule("", ["services", "serviceaccounts", "persistentvolumeclaims"], Owns),
            Rule("autoscaling", ["horizontalpodautoscalers"], Owns),
            Rule("policy", ["poddisruptionbudgets"], Owns),
            Rule("networking.k8s.io", ["networkpolicies"], Owns),
            Rule(HttpRoute.GroupName, ["httproutes", "grpcroutes"], Owns),
            Rule("", ["pods"], Reads),
            Rule("", ["events"], ["create"]),
            Rule("", ["secrets"], ["create"]),
            new V1PolicyRule
            {
                ApiGroups = [""],
                Resources = ["secrets"],
                ResourceNames = [SlipwayGroup.ControlSecret],
                Verbs = ["get"],
            },
        ];

    private static V1PolicyRule Rule(string group, IList<string> resources, IList<string> verbs) =>
        new()
        {
            ApiGroups = [group],
            Resources = resources,
            Verbs = verbs,
        };

    private static V1ObjectMeta Meta(string? space, SortedDictionary<string, string> labels) =>
        new()
        {
            Name = OperatorInstallation.Name,
            NamespaceProperty = space,
            Labels = labels,
        };

    private static V1RoleRef Role(string kind) =>
        new()
        {
            ApiGroup = Group,
            Kind = kind,
            Name = OperatorInstallation.Name,
        };

    private static Rbacv1Subject Subject(string space) =>
        new()
        {
            Kind = V1ServiceAccount.KubeKind,
            Name = OperatorInstallation.Name,
            NamespaceProperty = space,
        };
}
