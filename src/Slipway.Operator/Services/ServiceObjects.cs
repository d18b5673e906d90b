using System.Text.RegularExpressions;
using k8s.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Workloads;
using Slipway.Operator.Objects;

namespace Slipway.Operator.Services;

/// <summary>Brings the objects of a service's revisions to what a plan says.</summary>
internal sealed partial class ServiceObjects(OwnedKinds owned, string? serverImage)
{
    /// <summary>Whose the number of pods is; see <see cref="RevisionWorkload.Replicas"/>.</summary>
    public const string ReplicasManager = "slipway-operator-replicas";

    /// <summary>The service that an object of this name is of, by the form of the name alone.</summary>
    public static string ServiceOf(string name) => RevisionSuffix().Replace(name, "");

    /// <exception cref="ForeignObjectException">One of their names is taken by somebody else.</exception>
    public async Task ApplyAsync(ModelService service, ServicePlan plan, CancellationToken token)
    {
        var owner = service.Metadata;
        await owned.Accounts.OnlyAsync(owner, ServiceObjectsOf.Account(service), token);
        await owned.Policies.OnlyAsync(owner, ServiceObjectsOf.Network(service), token);
        foreach (var revision in plan.Status.Revisions.Where(each => plan.Pods.ContainsKey(each.Number)))
        {
            var workload = new RevisionWorkload(service, revision, serverImage);
            await owned.Services.ApplyAsync(owner, workload.Endpoints(), token);
            await ApplyAsync(owner, workload, plan.Pods[revision.Number], revision.Number == plan.LeftAlone, token);
        }

        if (plan.Status.Stable != 0)
            await owned.Services.ApplyAsync(owner, ServiceObjectsOf.Address(service, plan.Status.Stable), token);
        var autoscaler = plan.Autoscaler is var (scaled, least)
            ? ServiceObjectsOf.ScaledBy(service, scaled, least)
            : null;
        await owned.Autoscalers.OnlyAsync(owner, autoscaler, token);
        await owned.Budgets.OnlyAsync(owner, ServiceObjectsOf.Budget(service), token);
        await KeepAsync(owner, plan, token);
    }

    // Others reckon the pods of what is left alone; but an autoscaler leaves alone what has none.
    private async Task ApplyAsync(
        V1ObjectMeta owner,
        RevisionWorkload workload,
        int pods,
        bool isLeftAlone,
        CancellationToken token
    )
    {
        var (there, isNew) = await owned.Deployments.ApplyAsync(owner, workload.Deployment(), token);
        var replicas = there.Spec.Replicas ?? 1;
        if (replicas != pods && (!isLeftAlone || isNew || replicas == 0))
            await owned.Deployments.ApplyPartAsync(workload.Replicas(pods), ReplicasManager, token);
    }

    private async Task KeepAsync(V1ObjectMeta owner, ServicePlan plan, CancellationToken token)
    {
        var revisions = plan.Pods.Keys.Select(number => RevisionWorkload.NameOf(owner.Name, number)).ToHashSet();
        await owned.Deployments.KeepAsync(owner, revisions, token);
        await owned.Services.KeepAsync(owner, revisions.Append(owner.Name).ToHashSet(), token);
    }

    [GeneratedRegex(@"-r[0-9]+(-.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RevisionSuffix();
}
