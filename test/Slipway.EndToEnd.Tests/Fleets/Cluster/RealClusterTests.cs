using System.Diagnostics;
using System.Net;
using k8s;
using Slipway.Deployment.Rollouts;
using Slipway.EndToEnd.Tests.Images;
using Slipway.Kubernetes.Installation;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.Fleets.Cluster;

/// <summary>
/// A fleet's life in a real cluster, by the tool alone: real pods, real servers, real gateways, and somebody who asks all the time.
/// Not a request is lost.
/// </summary>
public sealed class RealClusterTests
{
    private const string ServiceOf = SlipwayGroup.ServiceLabel;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fleet_InARealCluster_LosesNoRequestAndLeavesNothing()
    {
        using var cluster = RealCluster.Take();
        ImageFixture.RequireServer();
        using var fleet = new ClusterFleet();
        var space = fleet.Name;
        await fleet.BuildAsync();
        var nodes = await cluster.NodesAsync();

        await StepAsync(
            "install",
            () => RealCluster.ToolAsync("kubernetes", "install", "--registry", RealCluster.Registry, "--tag", fleet.Tag)
        );
        try
        {
            await StepAsync("deploy", () => DeployedAsync(fleet, "1"));
            var http = await cluster.OpenAsync(space, nodes[0]);
            await using (var load = SteadyLoad.Start(http, ClusterFleet.Steady, SteadyLoad.Iris))
            {
                await load.WaitForAsync(50, Token);
                await StepAsync("canary, promoted", load, () => PromotedAsync(cluster, fleet));
                await StepAsync("pod killed", load, () => KilledAsync(cluster, space, load));
                await StepAsync("gateway's pod gone", load, () => GatewayGoneAsync(cluster, space, load));
                if (nodes.Count > 1)
                    await StepAsync("node drained", load, () => DrainedAsync(cluster, space, nodes[^1], load));

                await StepAsync("slow canary, rolled back", load, () => RolledBackAsync(cluster, fleet));
                await load.StopAsync();
                load.Failures.Should().BeEmpty();
                Tell($"{load.Answered} requests answered");
            }

            await StepAsync("woken up", () => WokenAsync(cluster, space, http));
            await StepAsync("down", fleet.DownAsync);
            await cluster.Client.CoreV1.DeleteNamespacedServiceAsync("door", space, cancellationToken: Token);
        }
        finally
        {
            await StepAsync("uninstall", () => RealCluster.ToolAsync("kubernetes", "uninstall", "--with-services"));
        }

        await RealCluster.UntilAsync(
            async () =>
                (await cluster.LeftAsync(space)).Count == 0 && (await cluster.LeftOfInstallationAsync()).Count == 0,
            () => "something is left"
        );
        await cluster.Client.CoreV1.DeleteNamespaceAsync(space, cancellationToken: Token);
    }

    private static async Task DeployedAsync(ClusterFleet fleet, string kind)
    {
        var result = await fleet.DeployAsync(kind);
        result.ExitCode.Should().Be(0, result.All);
    }

    private static async Task PromotedAsync(RealCluster cluster, ClusterFleet fleet)
    {
        await DeployedAsync(fleet, "2");
        var status = await cluster.UntilAsync(
            fleet.Name,
            ClusterFleet.Steady,
            status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted }
        );
        status.Revisions.Select(each => each.Number).Should().BeEquivalentTo([1, 2]);
    }

    // Without a farewell, as when its node loses power.
    private static async Task KilledAsync(RealCluster cluster, string space, SteadyLoad load)
    {
        var pods = await cluster.PodsAsync(space, $"{ServiceOf}={ClusterFleet.Steady}");
        await cluster.Client.CoreV1.DeleteNamespacedPodAsync(
            pods[0].Metadata.Name,
            space,
            gracePeriodSeconds: 0,
            cancellationToken: Token
        );
        await ReplacedAsync(cluster, space, pods[0].Metadata.Name);
        await load.WaitForAsync(100, Token);
    }

    private static async Task GatewayGoneAsync(RealCluster cluster, string space, SteadyLoad load)
    {
        var gateways = await cluster.PodsAsync(space, "app.kubernetes.io/name=gateway");
        await cluster.Client.CoreV1.DeleteNamespacedPodAsync(
            gateways[0].Metadata.Name,
            space,
            cancellationToken: Token
        );
        await RealCluster.UntilAsync(
            async () =>
                (await cluster.PodsAsync(space, "app.kubernetes.io/name=gateway")) is { Count: 2 } now
                && now.All(pod =>
                    pod.Metadata.Name != gateways[0].Metadata.Name
                    && pod.Status.Conditions?.Any(each => each is { Type: "Ready", Status: "True" }) == true
                ),
            () => "two gateways"
        );
        await load.WaitForAsync(100, Token);
    }

    private static async Task DrainedAsync(RealCluster cluster, string space, string node, SteadyLoad load)
    {
        try
        {
            await cluster.DrainAsync(node, space, InstallOptions.DefaultNamespace);
            await cluster.UntilAsync(space, ClusterFleet.Steady, status => status.ReadyReplicas == 2);
            await load.WaitForAsync(100, Token);
        }
        finally
        {
            await cluster.CordonAsync(node, false);
        }
    }

    private static async Task RolledBackAsync(RealCluster cluster, ClusterFleet fleet)
    {
        var result = await fleet.DeployAsync("slow");
        var status = await cluster.UntilAsync(
            fleet.Name,
            ClusterFleet.Steady,
            status => status.Release?.Phase == RolloutPhase.RolledBack
        );
        result.ExitCode.Should().Be(8, "a release that was rolled back is no success: {0}", result.All);
        status.Stable.Should().Be(2);
        Tell(status.Release!.Reason ?? "");
        status.Release.Reason.Should().Contain("latency");
    }

    private static async Task WokenAsync(RealCluster cluster, string space, string http)
    {
        await cluster.UntilAsync(space, ClusterFleet.Sleepy, status => status is { Desired: 0, Replicas: 0 });
        await RealCluster.UntilAsync(
            async () => (await cluster.PodsAsync(space, $"{ServiceOf}={ClusterFleet.Sleepy}")).Count == 0,
            () => "no pods of the sleepy service"
        );
        using var client = new HttpClient();

        using var answer = await client.PostAsync(
            $"{http}/v2/models/{ClusterFleet.Sleepy}/infer",
            new StringContent(SteadyLoad.Iris),
            Token
        );

        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
    }

    private static Task ReplacedAsync(RealCluster cluster, string space, string gone) =>
        RealCluster.UntilAsync(
            async () =>
                (await cluster.PodsAsync(space, $"{ServiceOf}={ClusterFleet.Steady}")) is { Count: 2 } now
                && now.All(pod =>
                    pod.Metadata.Name != gone
                    && pod.Status.Conditions?.Any(each => each is { Type: "Ready", Status: "True" }) == true
                ),
            () => "two pods"
        );

    private static async Task StepAsync(string name, Func<Task> step)
    {
        var clock = Stopwatch.StartNew();
        await step();
        Tell($"{name}: {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private static async Task StepAsync(string name, SteadyLoad load, Func<Task> step)
    {
        var before = load.Answered;
        await StepAsync(name, step);
        load.Failures.GroupBy(each => each.Split('\n')[0])
            .Select(each => $"{each.Count()} times {each.Key}")
            .Should()
            .BeEmpty("no request is lost: {0}, where {1} were answered", name, load.Answered - before);
        Tell($"  {load.Answered - before} requests answered meanwhile");
    }

    private static void Tell(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
