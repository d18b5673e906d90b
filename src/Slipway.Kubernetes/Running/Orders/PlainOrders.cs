using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;

namespace Slipway.Kubernetes.Running.Orders;

/// <summary>What a person wants of a service of the plain form.</summary>
internal sealed class PlainOrders(ResourceApi api, FleetScope scope)
{
    private static readonly ResourceKind Kind = ResourceKind.Of<V1Deployment>();

    public async Task ScaleAsync(V1Deployment deployment, FleetSnapshot seen, int replicas, CancellationToken token)
    {
        var name = deployment.Metadata.Name;
        if (seen.Autoscalers.FirstOrDefault(each => IsOf(each, name)) is { } scaler)
            throw Replicas.Reckoned(name, $"the HorizontalPodAutoscaler {scaler.Metadata.Name}");
        await Replicas.SetAsync(api, Kind, scope.Namespace, name, replicas, token);
    }

    /// <summary>
    /// Applies the pods of an earlier revision again. All that Slipway says of the Deployment is said again with them: an apply gives up
    /// what it does not name.
    /// </summary>
    public async Task RollbackAsync(V1Deployment deployment, FleetSnapshot seen, int? revision, CancellationToken token)
    {
        var name = deployment.Metadata.Name;
        var target = Target(deployment, seen, revision);
        var live =
            await api.FindAsync<JsonObject>(Kind, scope.Namespace, name, token)
            ?? throw ServingException.NotFound($"The Deployment {name} was deleted meanwhile.");
        var body = OwnFields.Of(live, FieldManagers.Apply);
        var template = JsonSerializer.SerializeToNode(target.Spec.Template, ResourceJson.Options)!.AsObject();
        (template["metadata"]?["labels"] as JsonObject)?.Remove(ReplicaSetRevision.HashLabel);
        (template["metadata"] as JsonObject)?.Remove("creationTimestamp");
        if (body["spec"] is not JsonObject spec)
            body["spec"] = spec = [];
        spec["template"] = template;
        // Whoever has changed the pods since is taken back as well: that is what was asked for.
        var options = new ApplyOptions(FieldManagers.Apply) { Force = true };
        await api.ApplyAsync(Kind, scope.Namespace, name, body, options, token);
    }

    private static V1ReplicaSet Target(V1Deployment deployment, FleetSnapshot seen, int? revision)
    {
        var name = deployment.Metadata.Name;
        var sets = seen.RevisionsOf(deployment);
        var target = revision is { } number
            ? sets.FirstOrDefault(set => ReplicaSetRevision.NumberOf(set) == number)
            : sets.Skip(1).FirstOrDefault();
        if (target is null)
        {
            throw revision is null
                ? new ServingException(
                    ServingErrorCode.FailedPrecondition,
                    $"{name} has no revision to go back to: it was deployed once."
                )
                : ServingException.NotFound(
                    $"{name} has no revision {revision}; there are {string.Join(", ", sets.Select(ReplicaSetRevision.NumberOf))}."
                );
        }

        return target == sets[0]
            ? throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"{name} runs revision {revision} already."
            )
            : target;
    }

    private static bool IsOf(V2HorizontalPodAutoscaler scaler, string deployment) =>
        scaler.Spec.ScaleTargetRef is { Kind: V1Deployment.KubeKind } target && target.Name == deployment;
}
