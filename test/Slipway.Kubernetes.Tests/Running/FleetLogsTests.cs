using k8s;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Workloads;
using Slipway.Deployment.Fleet;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Running;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Running;

public sealed class FleetLogsTests
{
    private const string Space = "newsroom";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follow_PodsThatComeLater_AreFollowedAndItEndsWithTheReader()
    {
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Workloads = true }, Token);
        using var client = server.Client();
        var api = new ResourceApi(client);
        await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = Space } },
            cancellationToken: Token
        );
        var applier = new FleetApplier(api);
        var plan = await applier.PlanAsync(Fleets.Newsroom(RenderForm.Plain), makesNamespace: false, Token);
        await applier.ApplyAsync(plan, force: false, static _ => { }, Token);
        await server.SettledAsync(Token);
        var fleet = new KubernetesFleet(api, new FleetScope(Space, Space), TimeProvider.System);
        var first = await WriteAsync(server, api, "the first", except: null);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await using var lines = fleet.GetLogsAsync(["ner"], 10, follow: true, enough.Token).GetAsyncEnumerator(Token);
        var one = await NextAsync(lines);
        await fleet.ScaleAsync("ner", 2, Token);
        await server.SettledAsync(Token);
        var second = await WriteAsync(server, api, "the second", except: first);
        var two = await NextAsync(lines);
        await enough.CancelAsync();
        var end = async () => await lines.MoveNextAsync();

        (one.Replica, one.Text).Should().Be((first, "the first"));
        (two.Replica, two.Text).Should().Be((second, "the second"));
        await end.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Previous_OfPodsThatNeverEnded_IsNothing()
    {
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Workloads = true }, Token);
        using var client = server.Client();
        var api = new ResourceApi(client);
        await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = Space } },
            cancellationToken: Token
        );
        server.Workloads.ForLabel("app.kubernetes.io/name", "topic", PodBehaviour.Crashes(3, "model file is missing"));
        var applier = new FleetApplier(api);
        var plan = await applier.PlanAsync(Fleets.Newsroom(RenderForm.Plain), makesNamespace: false, Token);
        await applier.ApplyAsync(plan, force: false, static _ => { }, Token);
        await server.SettledAsync(Token);
        var fleet = new KubernetesFleet(api, new FleetScope(Space, Space), TimeProvider.System);

        var lines = await fleet.GetPreviousLogsAsync([], 10, Token).ToListAsync(Token);

        lines.Should().ContainSingle().Which.Text.Should().Be("model file is missing");
        lines[0].Replica.Should().StartWith("topic-");
    }

    private static async Task<LogLine> NextAsync(IAsyncEnumerator<LogLine> lines)
    {
        (await lines.MoveNextAsync()).Should().BeTrue();
        return lines.Current;
    }

    private static async Task<string> WriteAsync(TestApiServer server, ResourceApi api, string line, string? except)
    {
        var pods = await api.ListAsync<V1Pod>(ResourceKind.Of<V1Pod>(), Space, "app.kubernetes.io/name=ner", Token);
        var pod = pods.Items.Single(each => each.Metadata.Name != except);
        server.Logs.Append(pod.Metadata.Uid, "server", line);
        return pod.Metadata.Name;
    }
}
