using k8s.Models;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Running;

/// <summary>A service in the form in which it is there.</summary>
/// <param name="Seen">The fleet.</param>
/// <param name="Deployment">In the plain form; else null.</param>
/// <param name="Resource">For the operator; else null.</param>
internal sealed record FoundService(FleetSnapshot Seen, V1Deployment? Deployment, ModelService? Resource)
{
    /// <summary>The Deployments of its pods.</summary>
    public IEnumerable<V1Deployment> Running =>
        Deployment is not null
            ? [Deployment]
            : Seen.Deployments.Where(each =>
                FleetSnapshot.Label(each.Metadata, SlipwayGroup.ServiceLabel) == Resource!.Metadata.Name
            );

    /// <returns>Null where there is none.</returns>
    public static FoundService? Of(FleetSnapshot seen, string name)
    {
        if (seen.ModelServices.FirstOrDefault(each => each.Metadata.Name == name) is { } resource)
            return new FoundService(seen, null, resource);
        return seen.PlainServices.FirstOrDefault(each => each.Metadata.Name == name) is { } deployment
            ? new FoundService(seen, deployment, null)
            : null;
    }

    public static IEnumerable<string> Names(FleetSnapshot seen) =>
        seen
            .ModelServices.Select(each => each.Metadata.Name)
            .Concat(seen.PlainServices.Select(each => each.Metadata.Name))
            .Distinct()
            .Order(StringComparer.Ordinal);
}
