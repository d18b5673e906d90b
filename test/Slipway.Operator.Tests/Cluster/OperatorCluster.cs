using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.ApiServer;
using Slipway.ApiServer.Authorisation;
using Slipway.ApiServer.Workloads;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Schemas;
using Slipway.Operator.Hosting;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>A cluster with the custom resources, a gateway, and as many operators as a test starts.</summary>
internal sealed class OperatorCluster : IAsyncDisposable
{
    private static readonly ResourceKind Services = ResourceKind.Of<ModelService>();
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private HttpClient _http = null!;
    private readonly List<RunningOperator> _operators = [];

    private readonly TestApiServer? _server;
    private PlayedNode? _node;

    private OperatorCluster(TestApiServer? server)
    {
        _server = server;
        Client = NewClient(ApiUsers.AdminToken);
        Api = new ResourceApi(Client);
        Space = server is null ? $"slipway-{Guid.NewGuid():N}"[..24] : "news";
    }

    /// <summary>Whether tests run on the cluster of <c>KUBECONFIG</c>, whose pods they play themselves: <c>SLIPWAY_TEST_CLUSTER=1</c>.</summary>
    public static bool IsReal => Environment.GetEnvironmentVariable("SLIPWAY_TEST_CLUSTER") == "1";

    /// <summary>The stand-in; a test that asks for it cannot run on a real cluster, and is skipped there.</summary>
    public TestApiServer Server
    {
        get
        {
            Assert.SkipWhen(IsReal, "This test moves the stand-in itself.");
            return _server!;
        }
    }

    /// <summary>The test's own namespace.</summary>
    public string Space { get; }

    /// <summary>By which operators go.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public k8s.Kubernetes Client { get; }

    public ResourceApi Api { get; }

    public FakeGateway Gateway { get; private set; } = null!;

    public FakePods Pods { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="options">Of a stand-in that the test needs: it is skipped on a real cluster.</param>
    /// <param name="elsewhere">Why the test does not run on a real cluster; null where it does.</param>
    public static async Task<OperatorCluster> StartAsync(TestApiServerOptions? options = null, string? elsewhere = null)
    {
        Assert.SkipWhen(IsReal && elsewhere is not null, elsewhere ?? "");
        Assert.SkipWhen(IsReal && options is not null, "This test needs a stand-in with settings of its own.");
        var cluster = new OperatorCluster(
            IsReal
                ? null
                : await TestApiServer.StartAsync(
                    (options ?? new TestApiServerOptions()) with
                    {
                        Workloads = true,
                    },
                    Token
                )
        );
        await cluster.Client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = cluster.Space } },
            cancellationToken: Token
        );
        await cluster.DefineAsync();
        if (IsReal)
            cluster._node = await PlayedNode.StartAsync(cluster.Client, cluster.Space, Token);
        cluster.Pods = await FakePods.StartAsync();
        cluster._http = cluster.Pods.Client();
        cluster.Gateway = await FakeGateway.StartAsync(cluster.Stored, cluster.ControlToken);
        var gateway = cluster.Gateway.Pod("gateway-1", cluster.Space);
        gateway.Spec.NodeName = cluster._node?.Name;
        await cluster.UntilAsync(async () => await cluster.HasAccountAsync());
        await cluster.Client.CoreV1.CreateNamespacedPodAsync(gateway, cluster.Space, cancellationToken: Token);
        return cluster;
    }

    /// <summary>How pods of an image fare; others are ready at once.</summary>
    public void ForImage(string image, PodBehaviour behaviour)
    {
        if (_node is not null)
            _node.ForImage(image, behaviour);
        else
            Server.Workloads.ForImage(image, behaviour);
    }

    /// <summary>Waits until the stand-in's controllers have nothing left to do; those of a real cluster do not tell.</summary>
    public Task SettledAsync() => _server?.SettledAsync(Token) ?? Task.CompletedTask;

    private k8s.Kubernetes NewClient(string user) =>
        _server?.Client(user) ?? new k8s.Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());

    private async Task DefineAsync()
    {
        foreach (var definition in CustomResourceDefinitions.All((_, _) => null))
        {
            try
            {
                await Api.CreateAsync(ResourceKind.Of<V1CustomResourceDefinition>(), null, definition, Token);
            }
            catch (ApiException e) when (IsReal && e.AlreadyExists)
            {
                // Of another test, or of who has the cluster; they stay.
            }
        }

        await SettledAsync();
        await UntilAsync(async () =>
            (await Client.ApiextensionsV1.ListCustomResourceDefinitionAsync(cancellationToken: Token))
                .Items.Where(each => each.Spec.Group == SlipwayGroup.Name)
                .All(each =>
                    each.Status?.Conditions?.Any(one => one is { Type: "Established", Status: "True" }) == true
                )
        );
    }

    // Controllers put it into every namespace, a moment after it was made; pods are refused without.
    private async Task<bool> HasAccountAsync() =>
        !IsReal
        || (await Client.CoreV1.ListNamespacedServiceAccountAsync(Space, cancellationToken: Token)).Items.Count > 0;

    /// <summary>An operator of this process.</summary>
    /// <param name="identity">Its name.</param>
    /// <param name="elects">There may be others.</param>
    /// <param name="user">The token by which it asks the API server.</param>
    public RunningOperator StartOperator(string identity = "one", bool elects = false, string? user = null)
    {
        var started = new RunningOperator(
            NewClient(user ?? ApiUsers.AdminToken),
            _http,
            new OperatorOptions
            {
                // What others do in a real cluster is not this test's.
                Namespace = IsReal ? Space : null,
                Identity = identity,
                Elects = elects,
                LeaseNamespace = Space,
                LeaseDuration = TimeSpan.FromSeconds(3),
                ServerImage = "registry.example/slipway-server:1",
            },
            Time
        );
        _operators.Add(started);
        return started;
    }

    public static RolloutConfig QuickCanary =>
        new()
        {
            Strategy = RolloutStrategy.Canary,
            Steps = [50],
            StepTime = TimeSpan.FromMilliseconds(500),
            MinimumRequests = 30,
            Gates = new GatesConfig { Latency = null },
        };

    public Task<ModelService> CreateAsync(ModelServiceSpec spec, string name = "ner") =>
        TryAsync(async () =>
        {
            try
            {
                return await Api.CreateAsync(
                    Services,
                    Space,
                    new ModelService
                    {
                        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Space },
                        Spec = _node is null ? spec : spec with { Pod = _node.Pod },
                    },
                    Token
                );
            }
            catch (ApiException e) when (e.AlreadyExists)
            {
                // An attempt before was carried out, though its answer did not come.
                return (await Api.FindAsync<ModelService>(Services, Space, name, Token))!;
            }
        });

    /// <summary>As <c>kubectl patch</c>.</summary>
    public Task<ModelService> PatchAsync(object patch, string name = "ner") =>
        TryAsync(() => Api.MergeAsync<ModelService>(Services, Space, name, patch, Token));

    /// <summary>Takes fields out of the specification.</summary>
    public Task<ModelService> RemoveAsync(params string[] fields) =>
        PatchAsync(
            new JsonObject
            {
                // Null does it: RFC 7386.
                ["spec"] = new JsonObject(fields.Select(each => KeyValuePair.Create(each, (JsonNode?)null))),
            }
        );

    public Task DeleteAsync(string name = "ner") => TryAsync(() => Api.DeleteAsync(Services, Space, name, null, Token));

    public Task SetImageAsync(string image) => PatchAsync(new { spec = new { image } });

    public async Task<ModelService?> FindAsync(string name = "ner") =>
        await TryAsync(() => Api.FindAsync<ModelService>(Services, Space, name, Token));

    public async Task<ModelService> UntilAsync(Func<ModelServiceStatus, bool> isSo, string name = "ner")
    {
        ModelService? seen = null;
        await UntilAsync(
            async () =>
            {
                seen = await FindAsync(name);
                return seen?.Status is { } status && isSo(status);
            },
            () => JsonSerializer.Serialize(seen?.Status, ResourceJson.Options)
        );
        return seen!;
    }

    public async Task UntilAsync(Func<Task<bool>> isSo, Func<string>? what = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"It does not come about: {what?.Invoke()}");
            await Task.Delay(20, Token);
        }
    }

    public async Task<List<T>> AllAsync<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        [.. (await TryAsync(() => Api.ListAsync<T>(ResourceKind.Of<T>(), Space, null, Token))).Items];

    public async Task<List<string>> NamesAsync<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        [.. (await AllAsync<T>()).Select(each => each.Metadata.Name).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        foreach (var each in _operators)
        {
            await each.DisposeAsync();
        }

        await Gateway.DisposeAsync();
        if (_node is not null)
            await EndAsync(_node);
        Client.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _http.Dispose();
        await Pods.DisposeAsync();
    }

    // No operator takes finalizers off any more, and the node must outlive the pods that are bound to it.
    private async Task EndAsync(PlayedNode node)
    {
        foreach (var service in (await Api.ListAsync<ModelService>(Services, Space, null, default)).Items)
        {
            var patch = new { metadata = new { finalizers = Array.Empty<string>() } };
            await Api.MergeAsync<ModelService>(Services, Space, service.Metadata.Name, patch, default);
        }

        await Client.CoreV1.DeleteNamespaceAsync(Space, cancellationToken: CancellationToken.None);
        using var limit = new CancellationTokenSource(Limit);
        while (
            (await Client.CoreV1.ListNamespaceAsync(cancellationToken: limit.Token)).Items.Any(each =>
                each.Metadata.Name == Space
            )
        )
        {
            await Task.Delay(100, limit.Token);
        }

        await node.DisposeAsync();
    }

    // The test's own requests meet the faults as well.
    private static async Task<T> TryAsync<T>(Func<Task<T>> request)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await request();
            }
            catch (Exception e)
                when (attempt < 100
                    && e
                        is HttpRequestException
                            or IOException
                            or ApiException { IsTransient: true }
                            or ApiException { IsConflict: true }
                )
            {
                await Task.Delay(10, Token);
            }
        }
    }

    private string? ControlToken() =>
        TryAsync(() =>
                Api.FindAsync<V1Secret>(
                    ResourceKind.Of<V1Secret>(),
                    Space,
                    SlipwayGroup.ControlSecret,
                    CancellationToken.None
                )
            )
            .GetAwaiter()
            .GetResult()
            ?.Data[SlipwayGroup.ControlKey]
            is { } bytes
            ? System.Text.Encoding.UTF8.GetString(bytes)
            : null;

    private List<ModelService> Stored() =>
        [
            .. TryAsync(() => Api.ListAsync<ModelService>(Services, Space, null, CancellationToken.None))
                .GetAwaiter()
                .GetResult()
                .Items,
        ];
}

/// <summary>An operator that runs until it is disposed.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly k8s.Kubernetes _client;
    private readonly OperatorMetrics _metrics = new();
    private readonly OperatorRun _run;
    private readonly Task _running;

    public RunningOperator(k8s.Kubernetes client, HttpClient http, OperatorOptions options, TimeProvider time)
    {
        _client = client;
        _run = new OperatorRun(client, http, options, _metrics, time, NullLoggerFactory.Instance);
        _running = _run.RunAsync(_end.Token);
    }

    public bool IsLeading => _run.IsLeading;

    public async ValueTask DisposeAsync()
    {
        if (_running.IsCompleted)
            return;
        await _end.CancelAsync();
        await _running;
        _client.Dispose();
        _metrics.Dispose();
        _end.Dispose();
    }
}
