using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Installation;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.Fleets.Cluster;

/// <summary>
/// The cluster of <c>KUBECONFIG</c>, which a test has for itself: one operator serves all of it. It must have nodes whose addresses
/// this machine reaches, and that pull from the registry of <c>SLIPWAY_TEST_REGISTRY</c> (<c>host:port/prefix</c>), to which this
/// machine pushes without TLS.
/// </summary>
internal sealed class RealCluster : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private RealCluster()
    {
        Client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());
        Api = new ResourceApi(Client);
    }

    public static string Registry => Environment.GetEnvironmentVariable("SLIPWAY_TEST_REGISTRY")!;

    public k8s.Kubernetes Client { get; }

    public ResourceApi Api { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where it was not asked for.</summary>
    public static RealCluster Take()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("SLIPWAY_TEST_CLUSTER") == "1" && Registry is not null,
            "SLIPWAY_TEST_CLUSTER=1 and SLIPWAY_TEST_REGISTRY ask for a real cluster."
        );
        return new RealCluster();
    }

    /// <summary>Runs the tool, which must do it.</summary>
    public static async Task<string> ToolAsync(params string[] arguments)
    {
        var result = await TryToolAsync(arguments);
        result.ExitCode.Should().Be(0, "{0} says: {1}", string.Join(' ', arguments), result.All);
        return result.Output;
    }

    public static async Task<ToolResult> TryToolAsync(params string[] arguments)
    {
        await using var run = ToolRun.Start(arguments, Checkout.Root, new Dictionary<string, string>());
        return await run.WaitAsync(Token);
    }

    /// <summary>Waits until a service's status is so.</summary>
    public async Task<ModelServiceStatus> UntilAsync(string space, string service, Func<ModelServiceStatus, bool> isSo)
    {
        ModelService? seen = null;
        await UntilAsync(
            async () =>
            {
                seen = await Api.FindAsync<ModelService>(ResourceKind.Of<ModelService>(), space, service, Token);
                return seen?.Status is { } status && isSo(status);
            },
            () => JsonSerializer.Serialize(seen?.Status, ResourceJson.Options)
        );
        return seen!.Status!;
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"It does not come about: {what()}");
            await Task.Delay(Pause, Token);
        }
    }

    /// <summary>A way into the cluster, as callers outside have one: a port of every node.</summary>
    /// <returns>The address at a node.</returns>
    public async Task<string> OpenAsync(string space, string node)
    {
        var gateway = await Client.CoreV1.ReadNamespacedServiceAsync("gateway", space, cancellationToken: Token);
        var made = await Client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service
            {
                Metadata = new V1ObjectMeta { Name = "door" },
                Spec = new V1ServiceSpec
                {
                    Type = "NodePort",
                    Selector = gateway.Spec.Selector,
                    Ports = [gateway.Spec.Ports.Single(port => port.Name == "http")],
                },
            },
            space,
            cancellationToken: Token
        );
        var there = await Client.CoreV1.ReadNodeAsync(node, cancellationToken: Token);
        var address = there.Status.Addresses.First(each => each.Type == "InternalIP").Address;
        var door = $"http://{address}:{made.Spec.Ports.Single().NodePort}";
        using var http = new HttpClient();
        // Nodes open it a moment after it was made.
        await UntilAsync(() => AnswersAsync(http, door), () => $"{door} does not answer");
        return door;
    }

    /// <summary>Nodes that take pods.</summary>
    public async Task<IReadOnlyList<string>> NodesAsync() =>
        [
            .. (await Client.CoreV1.ListNodeAsync(cancellationToken: Token))
                .Items.Where(node =>
                    node.Spec.Unschedulable != true
                    && node.Status.Conditions.Any(each => each is { Type: "Ready", Status: "True" })
                )
                .Select(node => node.Metadata.Name),
        ];

    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string space, string? labels = null) =>
        [.. (await Client.CoreV1.ListNamespacedPodAsync(space, labelSelector: labels, cancellationToken: Token)).Items];

    /// <summary>As <c>kubectl drain</c> does it, for the pods of these namespaces.</summary>
    public async Task DrainAsync(string node, params string[] spaces)
    {
        await CordonAsync(node, true);
        foreach (var pod in (await Task.WhenAll(spaces.Select(each => PodsAsync(each)))).SelectMany(each => each))
        {
            if (pod.Spec.NodeName == node)
                await UntilAsync(() => EvictAsync(pod), () => $"{pod.Metadata.Name} may not be evicted");
        }

        await UntilAsync(
            async () =>
                (await Task.WhenAll(spaces.Select(each => PodsAsync(each))))
                    .SelectMany(each => each)
                    .All(pod => pod.Spec.NodeName != node),
            () => $"pods stay on {node}"
        );
    }

    public Task CordonAsync(string node, bool isClosed) =>
        Client.CoreV1.PatchNodeAsync(
            new V1Patch(new { spec = new { unschedulable = isClosed } }, V1Patch.PatchType.MergePatch),
            node,
            cancellationToken: Token
        );

    /// <summary>Every object of a namespace, as <c>kind/name</c>, but for those that each namespace has and events.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync(string space) =>
        await ClusterObjects.OfAsync(Client, space, Token);

    /// <summary>Whether anything of the installation is there.</summary>
    public async Task<IReadOnlyList<string>> LeftOfInstallationAsync() =>
        [
            .. (await ClusterObjects.OfAsync(Client, null, Token)).Where(each =>
                each.Contains("slipway-operator", StringComparison.Ordinal)
                || each.Contains(SlipwayGroup.Name, StringComparison.Ordinal)
                || each.EndsWith("/" + InstallOptions.DefaultNamespace, StringComparison.Ordinal)
            ),
        ];

    public void Dispose() => Client.Dispose();

    private static async Task<bool> AnswersAsync(HttpClient http, string door)
    {
        try
        {
            using var answer = await http.GetAsync($"{door}/readyz", Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<bool> EvictAsync(V1Pod pod)
    {
        try
        {
            await Client.CoreV1.CreateNamespacedPodEvictionAsync(
                new V1Eviction { Metadata = new V1ObjectMeta { Name = pod.Metadata.Name } },
                pod.Metadata.Name,
                pod.Metadata.NamespaceProperty,
                cancellationToken: Token
            );
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return false;
        }
    }
}
