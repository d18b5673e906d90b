using System.Net;
using System.Text.RegularExpressions;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;
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

    /// <param name="service">Whose they are.</param>
    /// <param name="plan">What is to be there.</param>
    /// <param name="mounted">Claims that pods of the service have mounted, whatever becomes of these.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>Why nodes cannot be told to pull images; null where they can, or need not.</returns>
    /// <exception cref="ObjectTroubleException">One cannot be made: its name is taken, or the cluster does not have its kind.</exception>
    public async Task<string?> ApplyAsync(
        ModelService service,
        ServicePlan plan,
        IReadOnlyCollection<string> mounted,
        CancellationToken token
    )
    {
        var owner = service.Metadata;
        await owned.Accounts.OnlyAsync(owner, ServiceObjectsOf.Account(service), token);
        await owned.Policies.OnlyAsync(owner, ServiceObjectsOf.Network(service), token);
        foreach (var revision in plan.Status.Revisions.Where(each => plan.Pods.ContainsKey(each.Number)))
        {
            var workload = new RevisionWorkload(service, revision, serverImage);
            if (CacheClaim.Of(service, revision) is { } claim)
                await owned.Claims.ApplyAsync(owner, claim, token);
            await owned.Services.ApplyAsync(owner, workload.Endpoints(), token);
            if (service.Spec.Route is not null)
                await owned.Services.ApplyAsync(owner, RevisionRoutes.Address(service, revision.Number), token);
            await ApplyAsync(owner, workload, plan.Pods[revision.Number], revision.Number == plan.LeftAlone, token);
        }

        if (plan.Status.Stable != 0)
            await owned.Services.ApplyAsync(owner, ServiceObjectsOf.Address(service, plan.Status.Stable), token);
        var autoscaler = plan.Autoscaler is var (scaled, least)
            ? ServiceObjectsOf.ScaledBy(service, scaled, least)
            : null;
        await owned.Autoscalers.OnlyAsync(owner, autoscaler, token);
        await owned.Budgets.OnlyAsync(owner, ServiceObjectsOf.Budget(service), token);
        var trouble = await PrepullAsync(service, plan, token);
        await RouteAsync(service, plan, token);
        await KeepAsync(owner, plan, mounted, service.Spec.Route is not null, token);
        return trouble;
    }

    // It is made with its number, so that it never has a pod too many, and the number is another manager's at once. Others reckon the pods of
    // what is left alone; but an autoscaler leaves alone what has none.
    private async Task ApplyAsync(
        V1ObjectMeta owner,
        RevisionWorkload workload,
        int pods,
        bool isLeftAlone,
        CancellationToken token
    )
    {
        var (there, isNew) = await owned.Deployments.ApplyAsync(
            owner,
            workload.Deployment(),
            workload.Deployment(pods),
            token
        );
        var replicas = there.Spec.Replicas ?? 1;
        if (isNew || (replicas != pods && (!isLeftAlone || replicas == 0)))
            await owned.Deployments.ApplyPartAsync(workload.Replicas(pods), ReplicasManager, token);
    }

    // A cluster may refuse: image volumes are by default from Kubernetes 1.35 on. A release does without them then.
    private async Task<string?> PrepullAsync(ModelService service, ServicePlan plan, CancellationToken token)
    {
        var revision = plan.Status.Revisions.FirstOrDefault(each => each.Number == plan.Prepull);
        var image = revision?.Template.Model?.ServerImage ?? serverImage;
        if (revision is not null && image is null)
            return "this operator knows no image of Slipway's server, which would idle on the nodes";
        var set = revision is null ? null : Prepull.Of(service, revision, image!);
        try
        {
            await owned.DaemonSets.OnlyAsync(service.Metadata, set, token);
            return null;
        }
        catch (ApiException e) when (e.Code is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
        {
            return e.Message;
        }
    }

    private async Task RouteAsync(ModelService service, ServicePlan plan, CancellationToken token)
    {
        try
        {
            var revisions = plan.Status.Revisions;
            await owned.HttpRoutes.OnlyAsync(service.Metadata, RevisionRoutes.Http(service, revisions), token);
            await owned.GrpcRoutes.OnlyAsync(service.Metadata, RevisionRoutes.Grpc(service, revisions), token);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            throw new ObjectTroubleException(
                "NoGatewayApi",
                $"The cluster does not know the Gateway API ({HttpRoute.GroupName}/v1). Install its definitions, or leave spec.route out."
            );
        }
    }

    private async Task KeepAsync(
        V1ObjectMeta owner,
        ServicePlan plan,
        IEnumerable<string> mounted,
        bool isRouted,
        CancellationToken token
    )
    {
        var addresses = isRouted ? plan.Pods.Keys.Select(number => RevisionRoutes.AddressOf(owner.Name, number)) : [];
        var revisions = plan.Pods.Keys.Select(number => RevisionWorkload.NameOf(owner.Name, number)).ToHashSet();
        await owned.Deployments.KeepAsync(owner, revisions, token);
        // A claim goes when no pod has it any more; the end of the last pod is an event.
        var claims = plan
            .Status.Revisions.Where(each => plan.Pods.ContainsKey(each.Number))
            .Select(each => CacheClaim.NameOf(owner.Name, each))
            .OfType<string>();
        await owned.Claims.KeepAsync(owner, [.. claims, .. mounted], token);
        await owned.Services.KeepAsync(owner, [.. revisions, .. addresses, owner.Name], token);
    }

    [GeneratedRegex(@"(-r[0-9]+(-.*)?|-cache-[0-9a-f]{8})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RevisionSuffix();
}
