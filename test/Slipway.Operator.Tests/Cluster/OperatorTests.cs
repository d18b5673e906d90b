using k8s;
using k8s.Models;
using Slipway.ApiServer.Workloads;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>The operator against an API server, with pods and a gateway.</summary>
public sealed class OperatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelServiceSpec Spec => new() { Image = "ner:1", Rollout = OperatorCluster.QuickCanary };

    [Fact]
    public async Task Service_New_GetsItsObjectsAndIsReady()
    {
        await using var cluster = await RunningAsync();

        var service = await cluster.UntilAsync(status =>
            IsReady(status) && status.Revisions is [{ Weight: 1, Ready: 1 }]
        );

        // The status comes first, what it says is done then.
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1Service>()).SequenceEqual(["ner", "ner-r1"]));
        (await cluster.NamesAsync<V1Deployment>()).Should().Equal("ner-r1");
        (await cluster.NamesAsync<V1ServiceAccount>()).Should().Contain("ner");
        (await cluster.AllAsync<V1Deployment>())
            .Single()
            .Metadata.OwnerReferences.Single()
            .Uid.Should()
            .Be(service.Metadata.Uid);
        service.Metadata.Finalizers.Should().Equal(SlipwayGroup.Finalizer);
        (service.Status!.ReadyReplicas, service.Status.ObservedGeneration).Should().Be((1, 1));
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<Corev1Event>()).Any(each =>
                each.Reason == "Promoted" && each.InvolvedObject.Name == "ner"
            )
        );
    }

    [Fact]
    public async Task Service_Settled_IsNotWrittenToAgain()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);
        await using (cluster.StartOperator("another"))
        {
            // It has applied everything once; now both have seen all of it.
            await cluster.UntilAsync(() => Task.FromResult(cluster.Gateway.Asked > 4));
        }

        await cluster.SettledAsync();
        var before = await VersionsAsync(cluster);
        var asked = cluster.Gateway.Asked;

        await cluster.PatchAsync(new { metadata = new { labels = new { touched = "yes" } } });
        await cluster.UntilAsync(() => Task.FromResult(cluster.Gateway.Asked > asked + 2));

        (await VersionsAsync(cluster)).Should().Equal(before);
    }

    [Fact]
    public async Task Release_Good_IsPromotedAndTheOldRevisionGoes()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);

        await cluster.SetImageAsync("ner:2");
        await cluster.UntilAsync(status => status.Revisions.Any(each => each is { Number: 2, Weight: 0.5 }));
        await cluster.UntilAsync(status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted });

        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1Deployment>()).SequenceEqual(["ner-r2"]));
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1Service>()).SequenceEqual(["ner", "ner-r2"]));
        (await cluster.AllAsync<V1Service>())
            .Single(each => each.Metadata.Name == "ner")
            .Spec.Selector[SlipwayGroup.RevisionLabel]
            .Should()
            .Be("2");
        cluster.Gateway.Lost.Should().Be(0, "no revision has traffic without a pod");
    }

    [Fact]
    public async Task Release_ThatFails_IsRolledBackWithItsReason()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);
        cluster.Gateway.Failing[2] = 30;

        await cluster.SetImageAsync("ner:2");
        var service = await cluster.UntilAsync(status => status.Release?.Phase == RolloutPhase.RolledBack);

        service.Status!.Release!.Reason.Should().Contain("%");
        service.Status.Stable.Should().Be(1);
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1Deployment>()).SequenceEqual(["ner-r1"]));
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<Corev1Event>()).Any(each => each is { Reason: "RolledBack", Type: "Warning" })
        );
        cluster.Gateway.Lost.Should().Be(0);
    }

    [Fact]
    public async Task Release_WhosePodsEndAgainAndAgain_SaysTheLastWords()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);
        cluster.ForImage("ner:2", PodBehaviour.Crashes(3, "slipway: The model cannot be loaded."));

        await cluster.SetImageAsync("ner:2");
        var waiting = await cluster.UntilAsync(status =>
            status.Revisions.Any(each => each.Message?.Contains("cannot be loaded", StringComparison.Ordinal) == true)
        );

        waiting.Status!.Revisions.Single(each => each.Number == 2).Message.Should().Contain("exit code 3");
        IsReady(waiting.Status).Should().BeTrue("the stable revision answers");
    }

    [Fact]
    public async Task Service_Deleted_LeavesNothing()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);

        await cluster.DeleteAsync();
        await cluster.UntilAsync(async () => await cluster.FindAsync() is null);

        await cluster.UntilAsync(async () =>
            (await cluster.NamesAsync<V1Deployment>()).Count == 0
            && (await cluster.NamesAsync<V1Service>()).Count == 0
            && (await cluster.NamesAsync<V1Pod>()).SequenceEqual(["gateway-1"])
        );
    }

    [Fact]
    public async Task Service_DeletedWithItsGateways_DoesNotWaitForThem()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);
        cluster.Gateway.Held = 1;
        var asked = cluster.Gateway.Asked;
        await cluster.UntilAsync(() => Task.FromResult(cluster.Gateway.Asked > asked + 1));
        await cluster.Client.CoreV1.DeleteNamespacedPodAsync(
            "gateway-1",
            cluster.Space,
            gracePeriodSeconds: 0,
            cancellationToken: Token
        );

        await cluster.DeleteAsync();

        await cluster.UntilAsync(async () => await cluster.FindAsync() is null);
    }

    [Fact]
    public async Task Object_OfSomebodyElse_IsLeftAloneAndToldOf()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.Client.AppsV1.CreateNamespacedDeploymentAsync(Foreign(), cluster.Space, cancellationToken: Token);
        cluster.StartOperator();

        await cluster.CreateAsync(Spec);
        var service = await cluster.UntilAsync(status => status.Conditions.Any(each => each.Reason == "NameTaken"));

        service
            .Status!.Conditions.Single(each => each.Reason == "NameTaken")
            .Message.Should()
            .Contain($"Deployment {cluster.Space}/ner-r1");
        var there = (await cluster.AllAsync<V1Deployment>()).Single();
        there.Spec.Template.Spec.Containers.Single().Image.Should().Be("somebody:1");
        there.Metadata.ManagedFields.Should().NotContain(each => each.Manager == "slipway-operator");
    }

    [Fact]
    public async Task Object_ChangedByHand_IsPutRight()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);

        await cluster.Api.MergeAsync<V1Deployment>(
            ResourceKind.Of<V1Deployment>(),
            cluster.Space,
            "ner-r1",
            new { spec = new { replicas = 5 } },
            Token
        );

        await cluster.UntilAsync(async () => (await cluster.AllAsync<V1Deployment>()).Single().Spec.Replicas == 1);
    }

    [Fact]
    public async Task Object_DeletedByHand_IsMadeAgain()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);
        var before = (await cluster.AllAsync<V1Deployment>()).Single().Metadata.Uid;

        await cluster.Client.AppsV1.DeleteNamespacedDeploymentAsync("ner-r1", cluster.Space, cancellationToken: Token);

        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<V1Deployment>()) is [{ Metadata.Uid: var uid }] && uid != before
        );
    }

    [Fact]
    public async Task Scale_ByTheSubresource_IsFollowed()
    {
        await using var cluster = await RunningAsync();
        await cluster.UntilAsync(IsReady);

        await cluster.PatchAsync(new { spec = new { replicas = 3 } });

        await cluster.UntilAsync(status => status is { ReadyReplicas: 3, Replicas: 3 });
        (await cluster.FindAsync())!.Status!.Revisions.Should().ContainSingle("more of the same is no other revision");
    }

    [Fact]
    public async Task Scaling_ToZero_WakesForARequestThatWaits()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        cluster.StartOperator();
        cluster.Gateway.Rate = 0;
        await cluster.CreateAsync(
            Spec with
            {
                Scaling = new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(1) },
            }
        );
        await cluster.UntilAsync(status => status is { Stable: 1, Desired: 0, Replicas: 0 });

        cluster.Gateway.Held = 1;
        await cluster.UntilAsync(status => status.ReadyReplicas > 0);
    }

    [Fact]
    public async Task Leader_DiesInTheMiddleOfARelease_AnotherEndsIt()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        var first = cluster.StartOperator("first", elects: true);
        await cluster.CreateAsync(Spec);
        await cluster.UntilAsync(IsReady);
        var second = cluster.StartOperator("second", elects: true);
        await cluster.SetImageAsync("ner:2");
        await cluster.UntilAsync(status => status.Release?.Phase == RolloutPhase.Stepping);

        await first.DisposeAsync();

        await cluster.UntilAsync(status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted });
        second.IsLeading.Should().BeTrue();
        cluster.Gateway.Lost.Should().Be(0);
        (await cluster.FindAsync())!.Status!.Revisions.Should().HaveCount(2, "the release is not begun anew");
    }

    [Fact]
    public async Task Pipeline_WhoseNameHasADot_SaysWhatIsWrongWithIt()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        cluster.StartOperator();
        var pipeline = Pipeline("nobody");
        pipeline.Metadata.Name = "extract.v2";

        await cluster.Api.CreateAsync(ResourceKind.Of<ModelPipeline>(), cluster.Space, pipeline, Token);

        await UntilPipelineAsync(cluster, "Invalid");
        (await cluster.AllAsync<ModelPipeline>())
            .Single()
            .Status!.Conditions.Single()
            .Message.Should()
            .StartWith("spec.nodes.root.steps[0].service: ");
    }

    [Fact]
    public async Task Pipeline_IsReadyWhenItsServicesAre()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        cluster.StartOperator();
        await cluster.Api.CreateAsync(ResourceKind.Of<ModelPipeline>(), cluster.Space, Pipeline("ner"), Token);
        await UntilPipelineAsync(cluster, "Invalid");

        await cluster.CreateAsync(Spec);

        await UntilPipelineAsync(cluster, "Sound");
    }

    private static async Task UntilPipelineAsync(OperatorCluster cluster, string reason) =>
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<ModelPipeline>()).Single().Status?.Conditions.SingleOrDefault()?.Reason == reason
        );

    private static ModelPipeline Pipeline(string service) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = "extract" },
            Spec = new PipelineConfig
            {
                Nodes = new Dictionary<string, NodeConfig>
                {
                    ["root"] = new() { Steps = [new StepConfig { Service = service }] },
                },
            },
        };

    private static async Task<OperatorCluster> RunningAsync()
    {
        var cluster = await OperatorCluster.StartAsync();
        cluster.StartOperator();
        await cluster.CreateAsync(Spec);
        return cluster;
    }

    private static async Task<List<string>> VersionsAsync(OperatorCluster cluster) =>
        [
            .. (await cluster.AllAsync<V1PodDisruptionBudget>()).Select(Version),
            .. (await cluster.AllAsync<V1NetworkPolicy>()).Select(Version),
            .. (await cluster.AllAsync<V1Deployment>()).Select(Version),
            .. (await cluster.AllAsync<V1Service>()).Select(Version),
            .. (await cluster.AllAsync<V1ServiceAccount>()).Select(Version),
        ];

    private static string Version(IKubernetesObject<V1ObjectMeta> value) =>
        $"{value.Kind} {value.Metadata.Name} {value.Metadata.ResourceVersion}";

    private static bool IsReady(ModelServiceStatus status) =>
        status.Conditions.Any(each => each is { Type: ConditionTypes.Ready, Status: "True" });

    private static V1Deployment Foreign()
    {
        var labels = new Dictionary<string, string> { ["app"] = "other" };
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta { Name = "ner-r1" },
            Spec = new V1DeploymentSpec
            {
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = "somebody:1" }] },
                },
            },
        };
    }
}
