using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Http;

/// <summary>A pod that is asked to go: it does unless a disruption budget says that none may at the moment (policy/v1).</summary>
internal static class Evictions
{
    public static ApiResponse Evict(
        ObjectStore store,
        ResourceWriter writer,
        Deletion deletion,
        ResourceRequest request,
        JsonNode? body
    )
    {
        lock (store.Gate)
        {
            var pod =
                store.Find(request.Kind.Storage, request.Key)
                ?? throw StatusException.NotFound(request.Kind, request.Name);
            var ready = pod.Text("status", "phase") == "Running" && pod.Text("metadata", "deletionTimestamp") is null;
            if (ready)
                TakeFromBudgets(store, writer, pod);
            var options = body.At("deleteOptions");
            deletion.Delete(
                request.Kind,
                request.Key,
                new DeleteOptions
                {
                    GraceSeconds = options.Number("gracePeriodSeconds"),
                    Uid = options.Text("preconditions", "uid"),
                    Propagation = options.Text("propagationPolicy"),
                    DryRun = options.Texts("dryRun").Count > 0,
                }
            );
            return ApiResponse.Of(
                new JsonObject
                {
                    ["kind"] = "Status",
                    ["apiVersion"] = "v1",
                    ["metadata"] = new JsonObject(),
                    ["status"] = "Success",
                    ["code"] = 201,
                },
                201
            );
        }
    }

    private static void TakeFromBudgets(ObjectStore store, ResourceWriter writer, StoredObject pod)
    {
        var budgets = store
            .List(BuiltInKinds.Budgets.Storage, pod.Namespace)
            .Select(found => found.Copy())
            .Where(budget => LabelSelector.Of(budget.At("spec", "selector") as JsonObject)?.Matches(pod.Labels) == true)
            .ToList();
        if (budgets.Find(budget => (budget.Number("status", "disruptionsAllowed") ?? 0) < 1) is { } full)
            throw Refused(full);
        foreach (var budget in budgets)
        {
            writer.Update(
                BuiltInKinds.Budgets,
                new ObjectKey(pod.Namespace, budget.Text("metadata", "name")!),
                "status",
                current =>
                {
                    current.Ensure("status")["disruptionsAllowed"] = budget.Number("status", "disruptionsAllowed") - 1;
                    return current;
                },
                new WriteOptions { Manager = "kube-apiserver" }
            );
        }
    }

    private static StatusException Refused(JsonObject budget)
    {
        var name = budget.Text("metadata", "name");
        var cause = new JsonObject
        {
            ["reason"] = "DisruptionBudget",
            ["message"] =
                $"The disruption budget {name} needs {budget.Number("status", "desiredHealthy") ?? 0} healthy pods and has"
                + $" {budget.Number("status", "currentHealthy") ?? 0} currently",
        };
        return new StatusException(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            new JsonObject { ["causes"] = new JsonArray(cause) }
        );
    }
}
