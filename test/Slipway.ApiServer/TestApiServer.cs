using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Slipway.ApiServer.Authorisation;
using Slipway.ApiServer.Collection;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Definitions;
using Slipway.ApiServer.Faults;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Watching;
using Slipway.ApiServer.Workloads;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer;

/// <summary>
/// A stand-in of the Kubernetes API server, in the test's own process and on a free port of loopback. It keeps what a
/// controller depends on: versions and conflicts, watches that expire, owners of fields, finalizers, subresources.
/// </summary>
public sealed class TestApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WatchSignals _signals = new();
    private readonly ConcurrentDictionary<string, byte> _unchecked = new(StringComparer.Ordinal);

    private readonly ControllerLoop? _loop;

    private TestApiServer(TestApiServerOptions options)
    {
        Options = options;
        Logs = new PodLogs(options.Time);
        Faults = new ApiFaults(options.Seed);
        Catalog = new ResourceCatalog(options.MissingGroups);
        Store = new ObjectStore(Math.Max(4, options.HistoryLimit));
        Writer = new ResourceWriter(
            Store,
            options.Time,
            options.Seed,
            (kind, rule) => _unchecked.TryAdd($"{kind.GroupResource}: {rule}", 0)
        );
        Deletion = new Deletion(Store, options.Time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            // Bodies are bounded where they are read, so that too much is answered with a Status.
            kestrel.Limits.MaxRequestBodySize = null;
            // A reader that is slow on purpose is not cut off.
            kestrel.Limits.MinResponseDataRate = null;
        });
        _app = builder.Build();
        var subresources = new Subresources(Store, Writer, Deletion, Logs);
        var handler = new ApiHandler(
            Catalog,
            Store,
            new ResourceEndpoint(Store, Writer, Deletion, subresources),
            new Discovery(Catalog, options.Minor),
            new ApiAccess(options.Authorisation, Users, new RoleAuthoriser(Store), Store),
            Faults,
            _signals,
            options
        );
        _app.Run(handler.HandleAsync);
        var cluster = new Cluster(Catalog, Store, Writer, Deletion, options.Time);
        Workloads = new ClusterWorkloads(() => _loop?.Wake());
        _loop = new ControllerLoop(
            Store,
            options.Time,
            [
                new DefinitionController(cluster),
                new GarbageCollector(cluster),
                new NamespaceController(cluster),
                .. options.Workloads ? WorkloadControllers.All(cluster, Workloads, Logs) : [],
            ]
        );
    }

    public TestApiServerOptions Options { get; }

    /// <summary>The time that the server goes by.</summary>
    public DateTimeOffset Now => Options.Time.GetUtcNow();

    /// <summary>Where it listens: <c>http://127.0.0.1:PORT</c>.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The objects as they are; a test may look at them, and writes through a client.</summary>
    public ObjectStore Store { get; }

    /// <summary>How pods fare; of use where <see cref="TestApiServerOptions.Workloads"/> is on.</summary>
    public ClusterWorkloads Workloads { get; }

    /// <summary>What goes wrong on purpose.</summary>
    public ApiFaults Faults { get; }

    /// <summary>Who may come in, where <see cref="TestApiServerOptions.Authorisation"/> is on.</summary>
    public ApiUsers Users { get; } = new();

    /// <summary>What containers have written.</summary>
    public PodLogs Logs { get; }

    /// <summary>Validation rules of definitions that were met and cannot be evaluated here: <c>GROUP-RESOURCE: RULE</c>.</summary>
    public IReadOnlyCollection<string> Unchecked => [.. _unchecked.Keys.Order(StringComparer.Ordinal)];

    /// <summary>How many watches are open.</summary>
    public int OpenWatches => _signals.Open;

    /// <summary>Waits until so many watches are open, or more.</summary>
    public Task WatchesOpenAsync(int count, CancellationToken cancellationToken) =>
        _signals.WaitForAsync(count, cancellationToken);

    internal ResourceCatalog Catalog { get; }

    internal ResourceWriter Writer { get; }

    internal Deletion Deletion { get; }

    public static async Task<TestApiServer> StartAsync(
        TestApiServerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var server = new TestApiServer(options ?? new TestApiServerOptions());
        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"])
        {
            server.Writer.Create(
                BuiltInKinds.Namespaces,
                "",
                new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } },
                new WriteOptions { Manager = "kube-apiserver" }
            );
        }

        for (var index = 1; server.Options.Workloads && index <= server.Options.Nodes; index++)
            WorkloadControllers.MakeNode(server.Writer, $"node-{index}", server.Now);
        server._loop!.Start();
        await server.SettledAsync(cancellationToken);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>A client of it; the caller's to dispose.</summary>
    /// <param name="token">Of a user, where authorisation is on.</param>
    public Kubernetes Client(string? token = null) => new(Configuration(token));

    public KubernetesClientConfiguration Configuration(string? token = null) =>
        new()
        {
            Host = Address.ToString(),
            AccessToken = token,
            Namespace = "default",
        };

    /// <summary>Waits until the server's controllers have nothing left to do at this moment.</summary>
    /// <exception cref="InvalidOperationException">One of them failed.</exception>
    public Task SettledAsync(CancellationToken cancellationToken) => _loop!.SettledAsync(cancellationToken);

    /// <summary>Forgets what was: watches and lists of older versions are expired from now on.</summary>
    public void Compact() => Store.Compact();

    /// <summary>Sends every open watch that allows it a bookmark.</summary>
    public void SendBookmarks() => _signals.SendBookmarks();

    /// <summary>Ends every open watch with 410.</summary>
    public void ExpireWatches() => _signals.Expire();

    /// <summary>Cuts the connection of every open watch.</summary>
    public void DropWatches() => _signals.Drop();

    /// <summary>Ends it; open connections are cut.</summary>
    /// <exception cref="InvalidOperationException">One of its controllers failed, which a test must not miss.</exception>
    public async ValueTask DisposeAsync()
    {
        await _loop!.DisposeAsync();
        _signals.Drop();
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        try
        {
            await _app.StopAsync(atOnce.Token);
        }
        catch (OperationCanceledException)
        {
            // Connections that were open are cut; nobody waits for them.
        }

        await _app.DisposeAsync();
        _loop.ThrowIfFailed();
    }
}
