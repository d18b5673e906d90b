using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>The volumes that keep fetched models.</summary>
public sealed class CacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cache_ThatSeveralNodesCanMount_IsSharedByRevisions()
    {
        await using var cluster = await RunningAsync(
            new CacheOptions
            {
                Size = "20Gi",
                StorageClassName = "files",
                Shared = true,
            }
        );
        var claim = (await cluster.AllAsync<V1PersistentVolumeClaim>()).Single();
        claim.Spec.AccessModes.Should().Equal("ReadWriteMany");
        (claim.Spec.StorageClassName, claim.Spec.Resources.Requests["storage"].ToString())
            .Should()
            .Be(("files", "20Gi"));
        (await MountedAsync(cluster, "ner-r1")).Should().Be(claim.Metadata.Name);

        await ReleaseAsync(cluster);

        (await MountedAsync(cluster, "ner-r2")).Should().Be(claim.Metadata.Name);
        (await cluster.AllAsync<V1PersistentVolumeClaim>()).Single().Metadata.Uid.Should().Be(claim.Metadata.Uid);
        await cluster.RemoveAsync("cache");
        await cluster.UntilAsync(status => status.Stable == 3);
        await UntilClaimsAsync(cluster);
    }

    [Fact]
    public async Task Cache_OfOneNode_IsEachRevisionsOwnAndGoesAfterItsLastPod()
    {
        await using var cluster = await RunningAsync(new CacheOptions());
        var claim = (await cluster.AllAsync<V1PersistentVolumeClaim>()).Single();
        (claim.Metadata.Name, claim.Spec.AccessModes.Single()).Should().Be(("ner-r1-cache", "ReadWriteOnce"));
        var deployment = (await cluster.AllAsync<V1Deployment>()).Single();
        deployment.Spec.Strategy.Type.Should().Be("Recreate");
        deployment.Spec.Template.Spec.SecurityContext.FsGroup.Should().Be(65532);
        // One that takes its time to end.
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = "ner-r1-last",
                NamespaceProperty = cluster.Space,
                Labels = new Dictionary<string, string> { [SlipwayGroup.ServiceLabel] = "ner" },
            },
            Spec = new V1PodSpec
            {
                Containers = [new V1Container { Name = "main", Image = "main:1" }],
                Volumes =
                [
                    new V1Volume
                    {
                        Name = "cache",
                        PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "ner-r1-cache" },
                    },
                ],
            },
        };
        await cluster.Api.CreateAsync(ResourceKind.Of<V1Pod>(), cluster.Space, pod, Token);

        await ReleaseAsync(cluster);
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1Deployment>()).SequenceEqual(["ner-r2"]));
        var asked = cluster.Gateway.Asked;
        await cluster.UntilAsync(() => Task.FromResult(cluster.Gateway.Asked > asked + 2));
        await UntilClaimsAsync(cluster, "ner-r1-cache", "ner-r2-cache");
        await cluster.Api.DeleteAsync(ResourceKind.Of<V1Pod>(), cluster.Space, "ner-r1-last", null, Token);

        await UntilClaimsAsync(cluster, "ner-r2-cache");
        await cluster.DeleteAsync();
        await UntilClaimsAsync(cluster);
    }

    [Fact]
    public async Task Cache_OfAModelInTheImage_IsRefused()
    {
        await using var cluster = await OperatorCluster.StartAsync(elsewhere: "It needs a cluster that makes volumes.");

        var create = () => cluster.CreateAsync(new ModelServiceSpec { Image = "ner:1", Cache = new CacheOptions() });

        (await create.Should().ThrowAsync<ApiException>())
            .Which.Message.Should()
            .Contain("a cache keeps a model that the server fetches");
    }

    private static async Task<OperatorCluster> RunningAsync(CacheOptions cache)
    {
        var cluster = await OperatorCluster.StartAsync(elsewhere: "It needs a cluster that makes volumes.");
        cluster.StartOperator();
        await cluster.CreateAsync(
            new ModelServiceSpec
            {
                Model = new ModelSource { Artifact = "registry.example/ner:1" },
                Cache = cache,
                Rollout = OperatorCluster.QuickCanary,
            }
        );
        await cluster.UntilAsync(status => status.Stable == 1);
        return cluster;
    }

    private static async Task ReleaseAsync(OperatorCluster cluster)
    {
        await cluster.PatchAsync(new { spec = new { model = new { artifact = "registry.example/ner:2" } } });
        await cluster.UntilAsync(status => status.Stable == 2);
    }

    private static async Task<string?> MountedAsync(OperatorCluster cluster, string deployment) =>
        (await cluster.AllAsync<V1Deployment>())
            .Single(each => each.Metadata.Name == deployment)
            .Spec.Template.Spec.Volumes.Select(each => each.PersistentVolumeClaim?.ClaimName)
            .SingleOrDefault(name => name is not null);

    private static Task UntilClaimsAsync(OperatorCluster cluster, params string[] names) =>
        cluster.UntilAsync(async () => (await cluster.NamesAsync<V1PersistentVolumeClaim>()).SequenceEqual(names));
}
