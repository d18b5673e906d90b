using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Workloads;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.Kubernetes;

/// <summary>
/// A node whose containers are processes: each pod of a model service is the real model server, at the pod's own address of loopback,
/// asked by its probe and ended with the pod.
/// </summary>
internal sealed class ProcessNode : IAsyncDisposable
{
    private const int HttpPort = 8080;
    private const int GrpcPort = 8081;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private static readonly ResourceKind Pods = ResourceKind.Of<V1Pod>();

    private readonly TestApiServer _server;
    private readonly k8s.Kubernetes _client;
    private readonly ResourceApi _api;
    private readonly string _space;
    private readonly IReadOnlyDictionary<string, string> _models;
    private readonly Dictionary<string, PodProcess> _running = new(StringComparer.Ordinal);
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    /// <param name="server">Whose pods run here.</param>
    /// <param name="space">Of this namespace.</param>
    /// <param name="models">The model of each image.</param>
    public ProcessNode(TestApiServer server, string space, IReadOnlyDictionary<string, string> models)
    {
        (_server, _space, _models) = (server, space, models);
        _client = server.Client();
        _api = new ResourceApi(_client);
        // Ready when its probe says so; deleted, it goes on until those who call it have learned of that.
        server.Workloads.When(
            pod => pod["metadata"]?["labels"]?[SlipwayGroup.ServiceLabel] is not null,
            PodBehaviour.Manual() with
            {
                StopTakes = TimeSpan.FromSeconds(3),
            }
        );
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Kills the process of a pod of a service; it is started again, as a kubelet would.</summary>
    public async Task KillOneAsync(string service)
    {
        PodProcess victim;
        lock (_running)
        {
            victim = _running.Values.First(each => each.Service == service && each.IsReady);
        }

        await victim.Server.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        foreach (var process in _running.Values)
        {
            await process.Server.DisposeAsync();
        }

        _probe.Dispose();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await StepAsync();
                await Task.Delay(Beat, _end.Token);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task StepAsync()
    {
        var pods = (await _api.ListAsync<V1Pod>(Pods, _space, SlipwayGroup.ServiceLabel, _end.Token)).Items;
        foreach (var pod in pods.Where(each => each.Status?.PodIP is { Length: > 0 }))
        {
            await MindAsync(pod);
        }

        foreach (var (name, process) in _running.Where(each => pods.All(pod => pod.Metadata.Name != each.Key)).ToList())
        {
            // Its pod has gone, and with it whoever asked it: SIGTERM, as at the end of the hook before it.
            if (!process.Server.HasExited)
                process.Server.Terminate();
            await process.Server.WaitForExitAsync();
            await process.Server.DisposeAsync();
            lock (_running)
            {
                _running.Remove(name);
            }
        }
    }

    private async Task MindAsync(V1Pod pod)
    {
        var name = pod.Metadata.Name;
        if (!_running.TryGetValue(name, out var process))
        {
            lock (_running)
            {
                _running.Add(name, process = Start(pod));
            }
        }
        else if (process.Server.HasExited && pod.Metadata.DeletionTimestamp is null)
        {
            _server.Workloads.SetReady(_space, name, false);
            _server.Workloads.Kill(_space, name, exitCode: 137, reason: "Error");
            await process.Server.DisposeAsync();
            lock (_running)
            {
                _running[name] = process = Start(pod);
            }
        }

        var isReady = await IsReadyAsync(pod);
        if (isReady == process.IsReady)
            return;
        process.IsReady = isReady;
        _server.Workloads.SetReady(_space, name, isReady);
    }

    private PodProcess Start(V1Pod pod)
    {
        var service = pod.Metadata.Labels[SlipwayGroup.ServiceLabel];
        var container = pod.Spec.Containers[0];
        var environment = (container.Env ?? [])
            .Where(each => each.Value is not null && each.Name != "SLIPWAY_HOST")
            .ToDictionary(each => each.Name, each => each.Value);
        var server = ServerProcess.Launch(
            [_models[container.Image]],
            [
                "--name",
                service,
                "--host",
                pod.Status.PodIP,
                "--http-port",
                $"{HttpPort}",
                "--grpc-port",
                $"{GrpcPort}",
                .. container.Args ?? [],
            ],
            environment: environment
        );
        return new PodProcess(service, server);
    }

    private async Task<bool> IsReadyAsync(V1Pod pod)
    {
        try
        {
            using var answer = await _probe.GetAsync(
                new Uri($"http://{pod.Status.PodIP}:{HttpPort}/v2/health/ready"),
                _end.Token
            );
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException || (e is OperationCanceledException && !_end.IsCancellationRequested))
        {
            return false;
        }
    }

    private sealed record PodProcess(string Service, ServerProcess Server)
    {
        public bool IsReady { get; set; }
    }
}
