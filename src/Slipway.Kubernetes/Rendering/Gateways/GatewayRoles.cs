using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Rendering.Gateways;

/// <summary>What a gateway may ask the API server for: to read what it routes by, in its own namespace.</summary>
internal static class GatewayRoles
{
    private const string RbacVersion = "rbac.authorization.k8s.io/v1";
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static V1Role Role(RenderForm form, SortedDictionary<string, string> labels) =>
        new()
        {
            ApiVersion = RbacVersion,
            Kind = V1Role.KubeKind,
            Metadata = new V1ObjectMeta { Name = ObjectNames.Gateway, Labels = labels },
            Rules =
            [
                Reading("discovery.k8s.io", "endpointslices"),
                .. form == RenderForm.Resources
                    ? [Reading(SlipwayGroup.Name, ModelService.PluralName, ModelPipeline.PluralName)]
                    : (V1PolicyRule[])[],
            ],
        };

    public static V1RoleBinding Binding(string? space, SortedDictionary<string, string> labels) =>
        new()
        {
            ApiVersion = RbacVersion,
            Kind = V1RoleBinding.KubeKind,
            Metadata = new V1ObjectMeta { Name = ObjectNames.Gateway, Labels = labels },
            RoleRef = new V1RoleRef
            {
                ApiGroup = RbacGroup,
                Kind = V1Role.KubeKind,
                Name = ObjectNames.Gateway,
            },
            Subjects =
            [
                new Rbacv1Subject
                {
                    Kind = V1ServiceAccount.KubeKind,
                    Name = ObjectNames.Gateway,
                    NamespaceProperty = space,
                },
            ],
        };

    private static V1PolicyRule Reading(string group, params string[] resources) =>
        new()
        {
            ApiGroups = [group],
            Resources = resources,
            Verbs = ["get", "list", "watch"],
        };
}
