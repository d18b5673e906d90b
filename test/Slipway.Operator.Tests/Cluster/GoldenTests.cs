using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>A revision answers its package's golden requests before it has traffic.</summary>
public sealed class GoldenTests
{
    private static ModelServiceSpec Spec => new() { Image = "ner:1", Rollout = OperatorCluster.QuickCanary };

    [Fact]
    public async Task Release_ThatAnswersAsItsPackageSays_IsPromoted()
    {
        await using var cluster = await StartAsync();
        cluster.Pods.Answer = """{"entities":["Berlin"],"took":3}""";

        await cluster.CreateAsync(Spec);
        var service = await cluster.UntilAsync(status => status.Stable == 1);

        cluster.Pods.Answered.Should().Be(1);
        Told(service).Should().Contain("1 golden request answered as the package says");
    }

    [Fact]
    public async Task FirstRevision_ThatAnswersWrongly_GetsNoTraffic()
    {
        await using var cluster = await StartAsync();

        await cluster.CreateAsync(Spec);
        var service = await cluster.UntilAsync(status => status.Release?.Phase == RolloutPhase.Paused);

        service.Status!.Release!.Reason.Should().Contain("golden: 'berlin': entities");
        service.Status.Revisions.Should().OnlyContain(each => each.Weight == 0);
    }

    [Fact]
    public async Task Release_ThatAnswersWrongly_IsRolledBackBeforeItHasTraffic()
    {
        await using var cluster = await StartAsync();
        cluster.Pods.Answer = """{"entities":["Berlin"]}""";
        await cluster.CreateAsync(Spec);
        await cluster.UntilAsync(status => status.Stable == 1);

        cluster.Pods.Answer = """{"entities":["Bonn"]}""";
        await cluster.SetImageAsync("ner:2");
        var service = await cluster.UntilAsync(status => status.Release?.Phase == RolloutPhase.RolledBack);

        service.Status!.Release!.Reason.Should().Contain("golden: 'berlin': entities[0]");
        service.Status.History.Should().NotContain(each => each.Kind == "step" && each.Revision == 2);
    }

    [Fact]
    public async Task Gate_SwitchedOff_AsksNothing()
    {
        await using var cluster = await StartAsync();

        await cluster.CreateAsync(
            Spec with
            {
                Rollout = OperatorCluster.QuickCanary with { Gates = new GatesConfig { Golden = false } },
            }
        );
        await cluster.UntilAsync(status => status.Stable == 1);

        cluster.Pods.Answered.Should().Be(0);
    }

    private static async Task<OperatorCluster> StartAsync()
    {
        var cluster = await OperatorCluster.StartAsync();
        cluster.Pods.Golden["berlin"] = ("""{"text":"Berlin"}""", """{"entities":["Berlin"]}""");
        cluster.StartOperator();
        return cluster;
    }

    private static string Told(ModelService service) =>
        string.Join('\n', service.Status!.Release?.State.Gates.Select(gate => gate.Text) ?? []);
}
