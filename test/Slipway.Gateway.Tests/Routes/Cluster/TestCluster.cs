using k8s;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Authorisation;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Routes;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Schemas;

namespace Slipway.Gateway.Tests.Routes.Cluster;

/// <summary>A stand-in of the API server with the custom resources, and what a test writes into it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly ResourceKind Services = ResourceKind.Of<ModelService>();
    private static readonly ResourceKind EndpointSlices = ResourceKind.Of<V1EndpointSlice>();

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-cluster-").FullName;
    private readonly k8s.Kubernetes _client;

    private TestCluster(TestApiServer server)
    {
        Server = server;
        _client = server.Client(ApiUsers.AdminToken);
        Api = new ResourceApi(_client);
    }

    public TestApiServer Server { get; }

    public ResourceApi Api { get; }

    /// <summary>By which a gateway reaches it.</summary>
    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestCluster> StartAsync(bool hasResources = true, TestApiServerOptions? options = null)
    {
        var cluster = new TestCluster(await TestApiServer.StartAsync(options, Token));
        await cluster._client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = Slices.Space } },
            cancellationToken: Token
        );
        if (hasResources)
            await cluster.DefineAsync();
        cluster.WriteKubeconfig(ApiUsers.AdminToken);
        return cluster;
    }

    /// <summary>Who gateways are from now on.</summary>
    public void WriteKubeconfig(string token) =>
        File.WriteAllText(
            Kubeconfig,
            $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: test, namespace: {{Slices.Space}} } }]
            clusters: [{ name: test, cluster: { server: "{{Server.Address}}" } }]
            users: [{ name: test, user: { token: {{token}} } }]
            """
        );

    /// <summary>Tells it of the custom resources.</summary>
    public async Task DefineAsync()
    {
        foreach (var definition in CustomResourceDefinitions.All((_, _) => null))
        {
            await Api.CreateAsync(ResourceKind.Of<V1CustomResourceDefinition>(), null, definition, Token);
        }

        await Server.SettledAsync(Token);
    }

    /// <summary>A gateway that watches it.</summary>
    public Task<TestGateway> StartGatewayAsync(Func<GatewayArguments, GatewayArguments>? change = null) =>
        TestGateway.StartAsync(
            new GatewayConfig(),
            change: arguments =>
            {
                var mine = arguments with
                {
                    Routes = new RouteArguments { Source = RouteSource.Cluster, Kubeconfig = Kubeconfig },
                };
                return change?.Invoke(mine) ?? mine;
            }
        );

    public async Task CreateAsync(ModelService service)
    {
        var status = service.Status;
        service.Status = null;
        await Api.CreateAsync(Services, Slices.Space, service, Token);
        if (status is not null)
            await SetStatusAsync(service.Metadata.Name, status);
    }

    /// <summary>As the operator does.</summary>
    public async Task SetStatusAsync(string name, ModelServiceStatus status)
    {
        var service = (await Api.FindAsync<ModelService>(Services, Slices.Space, name, Token))!;
        service.Status = status;
        await Api.ReplaceStatusAsync(Services, Slices.Space, name, service, Token);
    }

    public Task DeleteServiceAsync(string name) => Api.DeleteAsync(Services, Slices.Space, name, null, Token);

    public Task CreateAsync(ModelPipeline pipeline) =>
        Api.CreateAsync(ResourceKind.Of<ModelPipeline>(), Slices.Space, pipeline, Token);

    /// <summary>A pod is ready.</summary>
    public Task AddAsync(string service, FakeReplica replica) =>
        Api.CreateAsync(EndpointSlices, Slices.Space, Slices.Of(service, replica), Token);

    /// <summary>A pod has been told to stop, and finishes what it has.</summary>
    public async Task TerminateAsync(string service, FakeReplica replica)
    {
        var slice = Slices.Of(service, replica);
        slice.Endpoints = [Slices.Endpoint(replica.Name, "127.0.0.1", ready: false, terminating: true)];
        var stored = await Api.FindAsync<V1EndpointSlice>(EndpointSlices, Slices.Space, slice.Metadata.Name, Token);
        slice.Metadata.ResourceVersion = stored!.Metadata.ResourceVersion;
        await Api.ReplaceAsync(EndpointSlices, Slices.Space, slice.Metadata.Name, slice, Token);
    }

    /// <summary>A pod is gone.</summary>
    public Task RemoveAsync(string service, FakeReplica replica) =>
        Api.DeleteAsync(EndpointSlices, Slices.Space, $"{service}-{replica.Name}", null, Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
