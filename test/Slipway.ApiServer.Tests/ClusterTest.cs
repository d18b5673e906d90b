using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Slipway.ApiServer.Tests;

/// <summary>
/// A test of what a cluster does, in a namespace of its own. It runs against the stand-in, or against a real cluster where
/// <c>SLIPWAY_TEST_CLUSTER=1</c> is set and <c>KUBECONFIG</c> names one.
/// </summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private TestApiServer? _server;
    private Kubernetes? _client;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected static bool IsRealCluster => Environment.GetEnvironmentVariable("SLIPWAY_TEST_CLUSTER") == "1";

    protected virtual TestApiServerOptions Options { get; } = new();

    /// <summary>The stand-in; a test that reads it cannot run on a real cluster, and is skipped there.</summary>
    protected TestApiServer Server
    {
        get
        {
            Assert.SkipWhen(IsRealCluster, "This test moves the stand-in itself.");
            return _server!;
        }
    }

    protected Kubernetes Client => _client!;

    protected string Space { get; } = $"slipway-{Guid.NewGuid():N}"[..24];

    public async ValueTask InitializeAsync()
    {
        if (IsRealCluster)
        {
            _client = new Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());
        }
        else
        {
            _server = await TestApiServer.StartAsync(Options, Cancelled);
            _client = NewClient(_server);
        }

        await MakeNamespaceAsync(_server);
        await UntilFurnishedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRealCluster)
            await _client!.CoreV1.DeleteNamespaceAsync(Space, cancellationToken: CancellationToken.None);
        _client?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Kubernetes NewClient(TestApiServer server) => server.Client();

    protected virtual async Task MakeNamespaceAsync(TestApiServer? server) =>
        await Client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = Space } },
            cancellationToken: Cancelled
        );

    /// <summary>Writes a new state of an object that controllers write as well; conflicts are tried again.</summary>
    protected static async Task<T> OnLatestAsync<T>(Func<Task<T>> read, Func<T, Task<T>> write)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await write(await read());
            }
            catch (HttpOperationException e) when (attempt < 50 && e.Response.StatusCode == HttpStatusCode.Conflict)
            {
                await Task.Delay(10, Cancelled);
            }
        }
    }

    // Controllers put these into every namespace, a moment after it was made.
    private async Task UntilFurnishedAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (
            (await Client.CoreV1.ListNamespacedConfigMapAsync(Space, cancellationToken: limit.Token)).Items.Count == 0
            || (await Client.CoreV1.ListNamespacedServiceAccountAsync(Space, cancellationToken: limit.Token))
                .Items
                .Count == 0
        )
        {
            await Task.Delay(20, limit.Token);
        }
    }

    protected Task<V1ConfigMap> MakeMapAsync(string name, string value = "1", string? label = null) =>
        Client.CoreV1.CreateNamespacedConfigMapAsync(Map(name, value, label), Space, cancellationToken: Cancelled);

    protected static V1ConfigMap Map(string name, string value = "1", string? label = null) =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = label is null ? null : new Dictionary<string, string> { ["app"] = label },
            },
            Data = new Dictionary<string, string> { ["key"] = value },
        };

    protected static V1Deployment Deployment(string name, int replicas = 1, string image = "registry.example/web:1") =>
        new()
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = name } },
                Template = Template(name, image),
            },
        };

    protected static V1PodTemplateSpec Template(string name, string image = "registry.example/web:1") =>
        new()
        {
            Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = name } },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "web", Image = image }] },
        };

    /// <summary>Does what must be refused, and gives the refusal.</summary>
    protected static async Task<V1Status> RefusedAsync(Func<Task> request)
    {
        var failure = await Assert.ThrowsAsync<HttpOperationException>(request);
        // A real server answers by a bare text where it serves no such group.
        if (!failure.Response.Content.StartsWith('{'))
            return new V1Status { Code = (int)failure.Response.StatusCode, Message = failure.Response.Content };
        return KubernetesJson.Deserialize<V1Status>(failure.Response.Content);
    }
}
