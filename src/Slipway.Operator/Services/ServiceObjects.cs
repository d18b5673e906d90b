using System.Text.RegularExpressions;
using k8s.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Workloads;
using Slipway.Operator.Objects;

namespace Slipway.Operator.Services;

/// <summary>Brings the objects of a service's revisions to what a plan says.</summary>
internal sealed partial class ServiceObjects(
    OwnedObjects<V1Deployment> deployments,
    OwnedObjects<V1Service> services,
    OwnedObjects<V1ServiceAccount> accounts,
    string? serverImage
)
{
    /// <summary>The service that an object of this name is of, by the form of the name alone.</summary>
    public static string ServiceOf(string name) => RevisionSuffix().Replace(name, "");

    /// <exception cref="ForeignObjectException">One of their names is taken by somebody else.</exception>
    public async Task ApplyAsync(ModelService service, ServicePlan plan, CancellationToken token)
    {
        var owner = service.Metadata;
        await accounts.ApplyAsync(owner, ServiceObjectsOf.Account(service), token);
        foreach (var revision in plan.Status.Revisions.Where(each => plan.Pods.ContainsKey(each.Number)))
        {
            var workload = new RevisionWorkload(service, revision, serverImage);
            await services.ApplyAsync(owner, workload.Endpoints(), token);
            await deployments.ApplyAsync(owner, workload.Deployment(plan.Pods[revision.Number]), token);
        }

        if (plan.Status.Stable != 0)
            await services.ApplyAsync(owner, ServiceObjectsOf.Address(service, plan.Status.Stable), token);
        var revisions = plan.Pods.Keys.Select(number => RevisionWorkload.NameOf(owner.Name, number)).ToHashSet();
        await deployments.KeepAsync(owner, revisions, token);
        await services.KeepAsync(owner, revisions.Append(owner.Name).ToHashSet(), token);
        await accounts.KeepAsync(owner, new HashSet<string> { owner.Name }, token);
    }

    [GeneratedRegex(@"-r[0-9]+(-.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RevisionSuffix();
}
