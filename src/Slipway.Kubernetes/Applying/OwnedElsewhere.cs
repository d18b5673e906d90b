using System.Text.Json.Nodes;
using Slipway.Errors;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Applying;

/// <summary>Objects that have a fleet's names and belong to something else, which would take them back or away.</summary>
internal static class OwnedElsewhere
{
    /// <exception cref="ServingException">It belongs to another object, or to another fleet.</exception>
    public static void Refuse(ObjectChange change, FleetScope scope, JsonObject before)
    {
        var meta = before["metadata"]!;
        if (meta["ownerReferences"] is JsonArray { Count: > 0 } owners)
        {
            throw Refusal(
                $"{change} of {scope.Namespace} belongs to {owners[0]!["kind"]} {owners[0]!["name"]}. Where the fleet ran in the other form, "
                    + "take it down by 'slipway down' first; else name another namespace by --namespace."
            );
        }

        var labels = meta["labels"] as JsonObject;
        if (
            (string?)labels?[FleetLabels.ManagedBy] == FleetLabels.Slipway
            && (string?)labels?[FleetLabels.Instance] is { } other
            && other != scope.Name
        )
            throw Refusal(
                $"{change} of {scope.Namespace} belongs to the fleet {other}, and a fleet has a namespace for itself: name another by --namespace."
            );
    }

    private static ServingException Refusal(string message) => new(ServingErrorCode.FailedPrecondition, message);
}
