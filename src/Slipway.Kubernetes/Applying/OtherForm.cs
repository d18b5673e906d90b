using k8s.Models;
using Slipway.Errors;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Applying;

/// <summary>
/// A fleet that runs in the plain form, and is to be the operator's. Both want the same names, and the operator takes none that is
/// somebody else's: what was there would have to go first.
/// </summary>
internal static class OtherForm
{
    /// <exception cref="ServingException">A service is there as a Deployment, and is to be a ModelService.</exception>
    public static void Refuse(IReadOnlyList<ObjectChange> rendered, IReadOnlyList<ObjectChange> left)
    {
        var services = rendered
            .Where(each => each.Resource.Kind == ModelService.KindName)
            .Select(each => each.Name)
            .ToHashSet();
        if (
            left.FirstOrDefault(each => each.Resource.Kind == V1Deployment.KubeKind && services.Contains(each.Name)) is
            { } there
        )
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"{there} of {there.Name.Namespace} was deployed without operator, and has the names that the operator would need. Take the fleet "
                    + "down by 'slipway down' first, or deploy it into another namespace by --namespace and move callers there."
            );
    }
}
