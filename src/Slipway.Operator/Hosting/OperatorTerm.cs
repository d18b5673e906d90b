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
        var services = Cache<ModelService>(api);
        var pipelines = Cache<ModelPipeline>(api);
        var deployments = Cache<V1Deployment>(api, SlipwayGroup.ServiceLabel);
        var networks = Cache<V1Service>(api, SlipwayGroup.ServiceLabel);
        var accounts = Cache<V1ServiceAccount>(api, SlipwayGroup.ServiceLabel);
        var pods = Cache<V1Pod>(api, SlipwayGroup.ServiceLabel);
        var gateways = Cache<V1Pod>(api, GatewayPods.Labels);
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
        Follow(deployments, serviceQueue);
        Follow(networks, serviceQueue);
        Follow(accounts, serviceQueue);
        Follow(pods, serviceQueue);
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
        var objects = new ServiceObjects(
            new OwnedObjects<V1Deployment>(api, deployments),
            new OwnedObjects<V1Service>(api, networks),
            new OwnedObjects<V1ServiceAccount>(api, accounts),
            options.ServerImage
        );
        var caches = new ServiceCaches(services, deployments, pods);
        var events = new EventWriter(api, time, logs.CreateLogger<EventWriter>());
        List<Task> running =
        [
            services.RunAsync(end.Token),
            pipelines.RunAsync(end.Token),
            deployments.RunAsync(end.Token),
            networks.RunAsync(end.Token),
            accounts.RunAsync(end.Token),
            pods.RunAsync(end.Token),
            gateways.RunAsync(end.Token),
        ];
        // A decision on half of what there is would be a wrong one.
        await Task.WhenAll(
                services.Synced,
                pipelines.Synced,
                deployments.Synced,
                networks.Synced,
                accounts.Synced,
                pods.Synced,
                gateways.Synced
            )
            .WaitAsync(end.Token);
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

    private ResourceCache<T> Cache<T>(ResourceApi api, string? labels = null)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        new(
            api,
            new CacheScope(options.Namespace, labels),
            time,
            (e, pause) => _log.NotWatched(typeof(T).Name, pause, e.Message)
        );

    private static void Follow<T>(ResourceCache<T> cache, WorkQueue<ObjectName> queue)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        // Of what has gone the name is all that is known; names begin with their service's.
        cache.Changed += (name, value) =>
        {
            if (value?.Metadata.Labels?.TryGetValue(SlipwayGroup.ServiceLabel, out var service) == true)
                queue.Add(new ObjectName(name.Namespace, service));
            else
                queue.Add(new ObjectName(name.Namespace, ServiceObjects.ServiceOf(name.Name)));
        };
    }

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
