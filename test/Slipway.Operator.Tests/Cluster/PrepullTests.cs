using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>The DaemonSet that has nodes pull images; the test does what its controller would.</summary>
public sealed class PrepullTests
{
    private static readonly ResourceKind Sets = ResourceKind.Of<V1DaemonSet>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Candidate_StartsWhenTheNodesHaveItsImage()
    {
        await using var cluster = await OperatorCluster.StartAsync(
            elsewhere: "On a real cluster its own kubelets would have to pull images that are not there."
        );
        cluster.StartOperator();
        await cluster.CreateAsync(
            new ModelServiceSpec
            {
                Image = "ner:1",
                Prepull = true,
                Rollout = OperatorCluster.QuickCanary,
            }
        );
        await cluster.UntilAsync(status => status.Stable == 1);
        await ReportAsync(cluster, "ner-r1-prepull", 2);
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1DaemonSet>()).Count == 0);

        await cluster.SetImageAsync("ner:2");
        await ReportAsync(cluster, "ner-r2-prepull", 1);
        var waiting = await cluster.UntilAsync(status =>
            status.Revisions.Any(each => each.Message == "Prepulling 1/2 nodes")
        );

        waiting.Status!.Revisions[0].Replicas.Should().Be(0);
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<V1Deployment>()).Any(each =>
                each is { Metadata.Name: "ner-r2", Status.ObservedGeneration: > 0 }
            )
        );
        (await cluster.AllAsync<V1ReplicaSet>())
            .Single(each => each.Metadata.Name.StartsWith("ner-r2", StringComparison.Ordinal))
            .Metadata.Generation.Should()
            .Be(1, "it never had a pod that was taken away again");
        var set = (await cluster.AllAsync<V1DaemonSet>()).Single();
        set.Spec.Template.Metadata.Labels.Should()
            .NotContainKey(SlipwayGroup.ServiceLabel, "it is no pod of the service");
        var pod = set.Spec.Template.Spec;
        pod.Volumes.Single().Image.Reference.Should().Be("ner:2");
        pod.Containers.Single().Image.Should().Be("registry.example/slipway-server:1");
        pod.Containers.Single().Command.Should().Equal("/slipway/Slipway.Server", "idle");
        await ReportAsync(cluster, "ner-r2-prepull", 2);
        await cluster.UntilAsync(status => status.Stable == 2);
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1DaemonSet>()).Count == 0);
    }

    [Fact]
    public async Task Service_DeletedMeanwhile_LeavesNothing()
    {
        await using var cluster = await OperatorCluster.StartAsync(
            elsewhere: "On a real cluster its own kubelets would have to pull images that are not there."
        );
        cluster.StartOperator();
        await cluster.CreateAsync(
            new ModelServiceSpec
            {
                Model = new ModelSource { Artifact = "registry.example/ner:1" },
                Prepull = true,
            }
        );
        await cluster.UntilAsync(async () =>
            (await cluster.NamesAsync<V1DaemonSet>()).SequenceEqual(["ner-r1-prepull"])
        );

        await cluster.DeleteAsync();

        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1DaemonSet>()).Count == 0);
    }

    // As the controller of DaemonSets does it.
    private static async Task ReportAsync(OperatorCluster cluster, string name, int ready, int nodes = 2)
    {
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1DaemonSet>()).Contains(name));
        var set = (await cluster.AllAsync<V1DaemonSet>()).Single(each => each.Metadata.Name == name);
        set.ApiVersion = Sets.ApiVersion;
        set.Kind = Sets.Kind;
        set.Status = new V1DaemonSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            DesiredNumberScheduled = nodes,
            CurrentNumberScheduled = nodes,
            NumberReady = ready,
        };
        await cluster.Api.ReplaceStatusAsync(Sets, cluster.Space, name, set, Token);
    }
}
