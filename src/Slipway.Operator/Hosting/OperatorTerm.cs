using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;
using Slipway.Operator.Events;
using Slipway.Operator.Gateways;
using Slipway.Operator.Objects;
using Slipway.Operator.Pipelines;
using Slipway.Operator.Queues;
using Slipway.Operator.Services;

namespace Slipway.Operator.Hosting;

/// <summary>What a leader does until it leads no more. Nothing of it outlives the term.</summary>
internal sealed class OperatorTerm(
    k8s.Kubernetes client,
    HttpClient http,
    OperatorOptions options,
    OperatorMetrics metrics,
    TimeProvider time,
    ILoggerFactory logs
)
{
    private readonly ILogger _log = logs.CreateLogger<OperatorTerm>();

    public async Task RunAsync(TaskCompletionSource synced, CancellationToken token)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(token);
        var api = new ResourceApi(client);
        var watch = new ClusterWatch(api, options.Namespace, time, _log);
        var services = watch.Of<ModelService>();
        var pipelines = watch.Of<ModelPipeline>();
        var pods = watch.Of<V1Pod>(SlipwayGroup.ServiceLabel);
        var gateways = watch.Of<V1Pod>(GatewayPods.Labels);
        using var serviceQueue = new WorkQueue<ObjectName>(time);
        using var pipelineQueue = new WorkQueue<ObjectName>(time);
        metrics.Watch(ModelService.KindName, () => serviceQueue.Depth);
        metrics.Watch(ModelPipeline.KindName, () => pipelineQueue.Depth);
        services.Changed += (name, _) =>
        {
            serviceQueue.Add(name);
            AddAll(pipelines, pipelineQueue, name.Namespace);
        };
        pipelines.Changed += (name, _) => AddAll(pipelines, pipelineQueue, name.Namespace);
        pods.Changed += (name, value) => serviceQueue.Add(ServiceOf(name, value));
        var owned = new OwnedKinds(api, watch, (name, value) => serviceQueue.Add(ServiceOf(name, value)));
        var ledgers = new TrafficLedgers(time.GetUtcNow());
        var poller = new GatewayPoller(
            gateways,
            http,
            ledgers,
            new ControlTokens(api, time),
            time,
            logs.CreateLogger<GatewayPoller>()
        );
        poller.Heard += space => Wake(services, serviceQueue, ledgers, space);
        var objects = new ServiceObjects(owned, options.ServerImage);
        var caches = new ServiceCaches(services, pods, owned);
        var events = new EventWriter(api, time, logs.CreateLogger<EventWriter>());
        List<Task> running = [.. watch.Run(end.Token)];
        // A decision on half of what there is would be a wrong one.
        await watch.Synced.WaitAsync(end.Token);
        synced.TrySetResult();
        var loop = logs.CreateLogger<ReconcileLoop>();
        running.AddRange([
            new ReconcileLoop(
                new ServiceReconciler(api, caches, objects, ledgers, events, new GoldenQuestions(http, caches), time),
                serviceQueue,
                metrics,
                loop
            ).RunAsync(end.Token),
            new ReconcileLoop(
                new PipelineReconciler(api, pipelines, services, time),
                pipelineQueue,
                metrics,
                loop
            ).RunAsync(end.Token),
            poller.RunAsync(end.Token),
        ]);
        try
        {
            // None of them ends before the term does; if one does, the others must not go on without it.
            await await Task.WhenAny(running);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    // Of what has gone the name is all that is known; names begin with their service's.
    private static ObjectName ServiceOf(ObjectName name, IKubernetesObject<V1ObjectMeta>? value) =>
        value?.Metadata.Labels?.TryGetValue(SlipwayGroup.ServiceLabel, out var service) == true
            ? new ObjectName(name.Namespace, service)
            : new ObjectName(name.Namespace, ServiceObjects.ServiceOf(name.Name));

    private static void AddAll(ResourceCache<ModelPipeline> pipelines, WorkQueue<ObjectName> queue, string space)
    {
        foreach (var pipeline in pipelines.Objects.Where(each => each.Metadata.NamespaceProperty == space))
        {
            queue.Add(ObjectName.Of(pipeline));
        }
    }

    // A request that waits for a service that sleeps is not made to wait for the next beat as well.
    private static void Wake(
        ResourceCache<ModelService> services,
        WorkQueue<ObjectName> queue,
        TrafficLedgers ledgers,
        string space
    )
    {
        foreach (
            var name in services
                .Objects.Where(each => each.Metadata.NamespaceProperty == space && each.Status?.Desired == 0)
                .Select(ObjectName.Of)
                .Where(ledgers.IsBusy)
        )
        {
            queue.Add(name);
        }
    }
}
