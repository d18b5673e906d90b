using k8s.Models;

namespace Slipway.Kubernetes.Pods;

/// <summary>Who pods are to the API server.</summary>
internal static class Accounts
{
    /// <summary>Nobody: it has no rights, and its token is not in the pod.</summary>
    public static V1ServiceAccount WithoutToken(string name, SortedDictionary<string, string> labels) =>
        new()
        {
            ApiVersion = "v1",
            Kind = V1ServiceAccount.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            AutomountServiceAccountToken = false,
        };
}
