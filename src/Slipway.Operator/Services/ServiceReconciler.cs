using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;
using Slipway.Operator.Events;
using Slipway.Operator.Gateways;
using Slipway.Operator.Objects;
using Slipway.Operator.Queues;

namespace Slipway.Operator.Services;

/// <summary>
/// Makes of a model service what it is to be. What is decided is written into its status first, against the version that it was
/// decided on, and done then: whoever goes on from the status, this operator or another, does the same.
/// </summary>
internal sealed class ServiceReconciler(
    ResourceApi api,
    ServiceCaches caches,
    ServiceObjects objects,
    TrafficLedgers ledgers,
    EventWriter events,
    GoldenQuestions golden,
    TimeProvider time
) : IReconciler
{
    private static readonly ResourceKind ServiceKind = ResourceKind.Of<ModelService>();
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<ObjectName, ServiceMemory> _memories = new();
    private readonly WrittenObjects<ModelService> _written = new();

    public string Kind => ModelService.KindName;

    public async Task<TimeSpan?> ReconcileAsync(ObjectName name, CancellationToken token)
    {
        if (caches.Services.Find(name) is not { } cached)
        {
            _memories.TryRemove(name, out _);
            _written.Forget(name);
            ledgers.Remove(name);
            return null;
        }

        var service = _written.Newest(name, cached);
        if (service.Metadata.DeletionTimestamp is not null)
            return await LeaveAsync(service, token);
        if (service.Metadata.Finalizers?.Contains(SlipwayGroup.Finalizer) != true)
        {
            // Its change comes back as an event.
            await FinalizersAsync(service, [.. service.Metadata.Finalizers ?? [], SlipwayGroup.Finalizer], token);
            return null;
        }

        var memory = _memories.GetOrAdd(name, _ => new ServiceMemory());
        var plan = ledgers.Read(
            name,
            ledger => ServicePlanner.Plan(service, caches.View(service.Metadata), memory, ledger, time.GetUtcNow())
        );
        await KeepAsync(service, plan, token);
        if (plan.KeepsCounts)
            memory.Kept(time.GetUtcNow());
        await events.TellAsync(service, plan.News, token);
        // Not waited for: what was answered counts with the next plan.
        if (plan.AskGolden is { } candidate && golden.PodOf(service, candidate) is { } pod)
            memory.Golden ??= golden.AskAsync(service, candidate, pod, token);
        await ApplyAsync(service, plan, memory, token);
        return plan.Again ?? Resync;
    }

    private async Task ApplyAsync(ModelService service, ServicePlan plan, ServiceMemory memory, CancellationToken token)
    {
        try
        {
            memory.PrepullTrouble = await objects.ApplyAsync(service, plan, caches.Mounted(service.Metadata), token);
            memory.Trouble = null;
        }
        catch (ObjectTroubleException e)
        {
            // The status tells of it with the next attempt.
            memory.Trouble = (e.Reason, e.Message);
            throw;
        }
    }

    private async Task KeepAsync(ModelService service, ServicePlan plan, CancellationToken token)
    {
        if (service.Status is { } status && IsSame(status, plan.Status))
            return;
        var changed = new ModelService
        {
            Metadata = service.Metadata,
            Spec = service.Spec,
            Status = plan.Status,
        };
        var (space, name) = (service.Metadata.NamespaceProperty, service.Metadata.Name);
        var stored = await api.ReplaceStatusAsync(ServiceKind, space, name, changed, token);
        _written.Put(ObjectName.Of(service), service, stored);
    }

    // Gateways send no new requests to what is being deleted; those that are there are answered before its pods go.
    private async Task<TimeSpan?> LeaveAsync(ModelService service, CancellationToken token)
    {
        if (service.Metadata.Finalizers?.Contains(SlipwayGroup.Finalizer) != true)
            return null;
        var now = time.GetUtcNow();
        var since = now.UtcDateTime - service.Metadata.DeletionTimestamp!.Value.ToUniversalTime();
        if (since < Removal.Shortest || (since < Removal.Longest && ledgers.IsAnswering(ObjectName.Of(service), now)))
            return Removal.Beat;
        await FinalizersAsync(
            service,
            [.. service.Metadata.Finalizers.Where(each => each != SlipwayGroup.Finalizer)],
            token
        );
        return null;
    }

    private async Task FinalizersAsync(ModelService service, IReadOnlyList<string> finalizers, CancellationToken token)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                // A conflict where another has changed them meanwhile.
                ["resourceVersion"] = service.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. finalizers.Select(each => JsonValue.Create(each))]),
            },
        };
        try
        {
            var (space, name) = (service.Metadata.NamespaceProperty, service.Metadata.Name);
            await api.MergeAsync<ModelService>(ServiceKind, space, name, patch, token);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // It has gone.
        }
    }

    private static bool IsSame(ModelServiceStatus one, ModelServiceStatus other) =>
        JsonNode.DeepEquals(
            JsonSerializer.SerializeToNode(one, ResourceJson.Options),
            JsonSerializer.SerializeToNode(other, ResourceJson.Options)
        );

    private static class Removal
    {
        public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
        public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(3);
        public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    }
}
