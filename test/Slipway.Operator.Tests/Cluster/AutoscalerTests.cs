using k8s;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>A HorizontalPodAutoscaler beside the operator; the test does what the cluster's controller of autoscalers would.</summary>
public sealed class AutoscalerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelServiceSpec Spec =>
        new()
        {
            Image = "ner:1",
            Rollout = OperatorCluster.QuickCanary,
            Scaling = new ScalingConfig { Min = 1, Max = 6 },
            Autoscale = new AutoscaleConfig { Metric = AutoscaleMetric.Cpu, CpuPercent = 60 },
        };

    [Fact]
    public async Task Autoscaler_OfTheStableRevision_HasTheLastWord()
    {
        await using var cluster = await RunningAsync();
        var autoscaler = (await cluster.AllAsync<V2HorizontalPodAutoscaler>()).Single();
        (autoscaler.Metadata.Name, autoscaler.Spec.ScaleTargetRef.Name).Should().Be(("ner", "ner-r1"));
        (autoscaler.Spec.MinReplicas, autoscaler.Spec.MaxReplicas).Should().Be((1, 6));
        autoscaler.Spec.Metrics.Single().Resource.Target.AverageUtilization.Should().Be(60);

        await ScaleAsync(cluster, "ner-r1", 4);

        await cluster.UntilAsync(status => status is { Desired: 4, ReadyReplicas: 4 });
        await UntilSettledAsync(cluster);
        (await ReplicasAsync(cluster)).Should().Equal(("ner-r1", 4));
    }

    [Fact]
    public async Task Release_OfAnAutoscaledService_HandsOverAllPods()
    {
        await using var cluster = await RunningAsync();
        await ScaleAsync(cluster, "ner-r1", 4);
        await cluster.UntilAsync(status => status is { Desired: 4, ReadyReplicas: 4 });

        await cluster.SetImageAsync("ner:2");
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<V2HorizontalPodAutoscaler>()).Single().Spec.MinReplicas == 4
        );
        await cluster.UntilAsync(status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted });
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<V2HorizontalPodAutoscaler>()).Single() is { Spec: var spec }
            && spec.ScaleTargetRef.Name == "ner-r2"
            && spec.MinReplicas == 1
        );

        await cluster.UntilAsync(async () => (await ReplicasAsync(cluster)).SequenceEqual([("ner-r2", 4)]));
        await UntilSettledAsync(cluster);
        (await ReplicasAsync(cluster)).Should().Equal(("ner-r2", 4));
        await ScaleAsync(cluster, "ner-r2", 2);
        await cluster.UntilAsync(status => status is { Desired: 2, ReadyReplicas: 2 });
    }

    [Fact]
    public async Task Choice_Changes_TheAutoscalerGoesAndComesWithoutADip()
    {
        await using var cluster = await RunningAsync();
        await ScaleAsync(cluster, "ner-r1", 3);
        await cluster.UntilAsync(status => status is { Desired: 3, ReadyReplicas: 3 });

        await cluster.PatchAsync(new { spec = new { autoscale = new { metric = "Requests" } } });
        await cluster.UntilAsync(async () => (await cluster.AllAsync<V2HorizontalPodAutoscaler>()).Count == 0);
        (await ReplicasAsync(cluster)).Should().Equal(("ner-r1", 3));
        await cluster.PatchAsync(
            new { spec = new { autoscale = new { metric = "Concurrency", metricName = "busy" } } }
        );

        await cluster.UntilAsync(async () => (await cluster.AllAsync<V2HorizontalPodAutoscaler>()).Count == 1);
        (await cluster.AllAsync<V2HorizontalPodAutoscaler>())
            .Single()
            .Spec.Metrics.Single()
            .Pods.Metric.Name.Should()
            .Be("busy");
        await UntilSettledAsync(cluster);
        (await ReplicasAsync(cluster)).Should().Equal(("ner-r1", 3));
    }

    [Fact]
    public async Task Autoscaler_WithNothingToScaleFrom_IsWoken()
    {
        await using var cluster = await RunningAsync();

        await ScaleAsync(cluster, "ner-r1", 0);

        await cluster.UntilAsync(async () => (await ReplicasAsync(cluster)).SequenceEqual([("ner-r1", 1)]));
    }

    [Theory]
    [InlineData(0, true, "a HorizontalPodAutoscaler wakes nothing up")]
    [InlineData(1, false, "there is no scaling")]
    public async Task Specification_ThatCannotBe_IsRefused(int min, bool scales, string why)
    {
        await using var cluster = await OperatorCluster.StartAsync();

        var create = () => cluster.CreateAsync(Spec with { Scaling = scales ? new ScalingConfig { Min = min } : null });

        (await create.Should().ThrowAsync<ApiException>()).Which.Message.Should().Contain(why);
    }

    private static async Task<OperatorCluster> RunningAsync()
    {
        var cluster = await OperatorCluster.StartAsync();
        cluster.StartOperator();
        await cluster.CreateAsync(Spec);
        await cluster.UntilAsync(status => status.Stable == 1);
        await cluster.UntilAsync(async () => (await cluster.AllAsync<V2HorizontalPodAutoscaler>()).Count == 1);
        // It is left alone once the operator has seen that.
        await cluster.UntilAsync(status =>
            status.Conditions.Any(each => each is { Type: ConditionTypes.Scaling, Status: "True" })
        );
        return cluster;
    }

    // As the controller of autoscalers does it.
    private static async Task ScaleAsync(OperatorCluster cluster, string deployment, int replicas) =>
        await cluster.Client.AppsV1.PatchNamespacedDeploymentScaleAsync(
            new V1Patch(new { spec = new { replicas } }, V1Patch.PatchType.MergePatch),
            deployment,
            cluster.Space,
            fieldManager: "kube-controller-manager",
            cancellationToken: Token
        );

    private static async Task UntilSettledAsync(OperatorCluster cluster)
    {
        var asked = cluster.Gateway.Asked;
        await cluster.UntilAsync(() => Task.FromResult(cluster.Gateway.Asked > asked + 2));
        await cluster.SettledAsync();
    }

    private static async Task<List<(string Name, int? Replicas)>> ReplicasAsync(OperatorCluster cluster) =>
        [.. (await cluster.AllAsync<V1Deployment>()).Select(each => (each.Metadata.Name, each.Spec.Replicas))];
}
