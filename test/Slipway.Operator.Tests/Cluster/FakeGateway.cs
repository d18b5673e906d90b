using System.Net;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Deployment;
using Slipway.Deployment.Traffic;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Gateways;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>
/// What the operator sees of a gateway: its control, which tells of traffic that goes to revisions by the weights in the services'
/// status.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<IReadOnlyList<ModelService>> _services;
    private readonly string _id = Guid.NewGuid().ToString();
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private readonly Dictionary<(string Service, int Revision), RevisionTraffic> _traffic = [];
    private readonly Lock _lock = new();
    private int _asked;

    private FakeGateway(Func<IReadOnlyList<ModelService>> services, Func<string?> token)
    {
        _services = services;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet(
            "/traffic",
            (HttpContext context) =>
                // As a pod that mounts the secret.
                context.Request.Headers.Authorization == $"Bearer {token()}"
                    ? context.Response.WriteAsJsonAsync(Report(), DeploymentJson.Default.TrafficReport)
                    : Task.FromResult(context.Response.StatusCode = StatusCodes.Status401Unauthorized)
        );
    }

    /// <summary>Requests of each service between two reports.</summary>
    public int Rate { get; set; } = 60;

    /// <summary>Requests that wait for a service that has no pods.</summary>
    public int Held { get; set; }

    /// <summary>How many of a hundred requests of a revision fail.</summary>
    public Dictionary<int, int> Failing { get; } = [];

    /// <summary>Requests that were sent to revisions without ready pods.</summary>
    public int Lost { get; private set; }

    public int Asked => Volatile.Read(ref _asked);

    public static async Task<FakeGateway> StartAsync(Func<IReadOnlyList<ModelService>> services, Func<string?> token)
    {
        var gateway = new FakeGateway(services, token);
        await gateway._app.StartAsync();
        return gateway;
    }

    /// <summary>A pod that stands for it.</summary>
    public V1Pod Pod(string name, string space)
    {
        var address = new Uri(_app.Urls.First());
        return new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = space,
                Labels = GatewayPods
                    .Labels.Split(',')
                    .ToDictionary(each => each.Split('=')[0], each => each.Split('=')[1]),
                Annotations = new Dictionary<string, string>
                {
                    [ApiServer.Workloads.ClusterWorkloads.AddressAnnotation] = "127.0.0.1",
                },
            },
            Spec = new V1PodSpec
            {
                Containers =
                [
                    new V1Container
                    {
                        Name = "gateway",
                        Image = "gateway",
                        Ports = [new V1ContainerPort { Name = GatewayPods.PortName, ContainerPort = address.Port }],
                    },
                ],
            },
        };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private TrafficReport Report()
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _asked);
            return new TrafficReport
            {
                Gateway = _id,
                Seconds = (DateTimeOffset.UtcNow - _began).TotalSeconds,
                Generation = 1,
                Services = [.. _services().Select(Traffic)],
            };
        }
    }

    private ServiceTraffic Traffic(ModelService service)
    {
        var name = service.Metadata.Name;
        foreach (var revision in service.Status?.Revisions.Where(each => each.Weight > 0) ?? [])
        {
            if (revision.Ready == 0)
                Lost++;
            else
                _traffic[(name, revision.Number)] = More(name, revision);
        }

        return new ServiceTraffic
        {
            Service = name,
            Held = Held,
            ConcurrencySeconds = 0,
            Revisions = [.. _traffic.Where(each => each.Key.Service == name).Select(each => each.Value)],
        };
    }

    private RevisionTraffic More(string service, RevisionInfo revision)
    {
        var before = _traffic.GetValueOrDefault((service, revision.Number));
        var requests = (long)Math.Round(Rate * revision.Weight);
        var failures = requests * Failing.GetValueOrDefault(revision.Number) / 100;
        var latency = new LatencyCounts();
        for (var i = 0; i < requests - failures; i++)
        {
            var bucket = LatencyCounts.BucketOf(TimeSpan.FromMilliseconds(10 + (i % 5)));
            latency.Counts[bucket] = latency.Counts.GetValueOrDefault(bucket) + 1;
        }

        return new RevisionTraffic
        {
            Revision = revision.Number,
            Requests = (before?.Requests ?? 0) + requests,
            Failures = (before?.Failures ?? 0) + failures,
            InFlight = 0,
            Latency = before is null ? latency : before.Latency.Plus(latency),
            Mirror = new MirrorCounts(),
            Endpoints = [],
        };
    }
}
