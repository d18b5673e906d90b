using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Slipway.ApiServer;
using Slipway.Cli.Tests.Fakes;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources.Schemas;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Kubernetes.Clusters;

/// <summary>A folder with a manifest, and a cluster that the tool finds by a kubeconfig. The cluster's time moves while a command runs.</summary>
internal sealed class ClusterHost : IAsyncDisposable
{
    public const string Space = "fleet";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time;
    private readonly k8s.Kubernetes _client;

    private ClusterHost(TestApiServer server, FakeTimeProvider time)
    {
        (Server, _time) = (server, time);
        _client = server.Client();
        Api = new ResourceApi(_client);
        WriteConfig("config", server.Address);
    }

    public TestApiServer Server { get; }

    public ResourceApi Api { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is typed where the tool asks.</summary>
    public List<string> Answers { get; } = [];

    public List<string> Questions { get; } = [];

    /// <summary>Whether the cluster's time moves while a command runs: without, no deadline of the cluster's ever comes.</summary>
    public bool TimePasses { get; set; } = true;

    public string Manifest => _folder["slipway.yaml"];

    public static async Task<ClusterHost> StartAsync(bool hasDefinitions = false, bool hasNamespace = true)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var host = new ClusterHost(
            await TestApiServer.StartAsync(new TestApiServerOptions { Workloads = true, Time = time }, Token),
            time
        );
        if (hasNamespace)
            await host.CreateNamespaceAsync(Space);
        if (hasDefinitions)
        {
            foreach (var definition in CustomResourceDefinitions.All((_, _) => null))
            {
                await host.Api.CreateAsync(ResourceKind.Of<V1CustomResourceDefinition>(), null, definition, Token);
            }

            await host.Server.SettledAsync(Token);
        }

        return host;
    }

    /// <summary>A kubeconfig with one context.</summary>
    public string WriteConfig(string name, Uri address, string context = "test")
    {
        File.WriteAllText(
            _folder[name],
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{ name: c, cluster: { server: "{{address}}" } }]
            users: [{ name: u, user: { token: any } }]
            contexts: [{ name: {{context}}, context: { cluster: c, user: u } }]
            current-context: {{context}}
            """
        );
        return _folder[name];
    }

    public Task CreateNamespaceAsync(string name) =>
        _client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = name } },
            cancellationToken: Token
        );

    /// <summary>The manifest of the fleet <c>fleet</c>.</summary>
    public void Write(string services, string more = "")
    {
        File.WriteAllText(_folder["m.onnx"], "a model");
        File.WriteAllText(
            Manifest,
            $"name: fleet\ntarget: kubernetes\nkubernetes: {{ registry: registry.example/team, gateway: {{ replicas: 1 }} }}\nservices: {{ {services} }}\n{more}"
        );
    }

    /// <summary>Runs the tool with the cluster's kubeconfig.</summary>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var host = new CliHost { Variables = { ["KUBECONFIG"] = _folder["config"] } };
        foreach (var answer in Answers)
        {
            host.Answers.Enqueue(answer);
        }

        var running = Task.Run(() => host.RunAsync(arguments), Token);
        while (await Task.WhenAny(running, Task.Delay(20, Token)) != running)
        {
            // What waits for back-offs, pulls and deadlines comes to pass.
            if (TimePasses)
                _time.Advance(Step);
            await Server.SettledAsync(Token);
        }

        Questions.AddRange(host.Questions);
        return await running;
    }

    /// <summary>Deploys the manifest, without a question.</summary>
    public Task<CliResult> DeployAsync(params string[] more) => RunAsync(["deploy", Manifest, "--yes", .. more]);

    /// <summary>Another command about the fleet: <c>status</c> and the like.</summary>
    public Task<CliResult> AboutAsync(string command, params string[] more) =>
        RunAsync(
            command is "status" or "down" ? [command, Manifest, .. more] : [command, .. more, "--fleet", Manifest]
        );

    public Task<T?> FindAsync<T>(string name, string space = Space)
        where T : class => Api.FindAsync<T>(ResourceKind.Of<T>(), space, name, Token);

    public async Task<IReadOnlyList<string>> NamesAsync<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        [
            .. (await Api.ListAsync<T>(ResourceKind.Of<T>(), Space, null, Token))
                .Items.Select(each => each.Metadata.Name)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Somebody else changes an object.</summary>
    public async Task PatchAsync<T>(string name, object patch, string manager = "somebody")
        where T : class
    {
        await Api.MergeAsync<JsonObject>(ResourceKind.Of<T>(), Space, name, patch, new MergeOptions(manager), Token);
        await Server.SettledAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
