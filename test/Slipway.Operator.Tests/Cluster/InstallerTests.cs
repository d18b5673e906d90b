using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Installation;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>What <c>slipway kubernetes install</c> and <c>uninstall</c> do.</summary>
public sealed class InstallerTests
{
    private static readonly InstallOptions Options = new() { OperatorImage = "operator:1", ServerImage = "server:1" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Install_TwiceThenUninstall_LeavesNothing()
    {
        await using var cluster = await OperatorCluster.StartAsync(
            elsewhere: "It takes the definitions and the operator of the whole cluster away."
        );
        var (installer, told) = Installer(cluster);
        var objects = new OperatorInstallation(Options).Objects((_, _) => null);
        await installer.InstallAsync(objects, Token);
        (await installer.WaitAsync(Options.Namespace, TimeSpan.FromMinutes(1), Token)).Should().BeNull();
        await cluster.SettledAsync();
        var version = await VersionAsync(cluster);
        await installer.InstallAsync(objects, Token);
        (await VersionAsync(cluster)).Should().Be(version, "nothing is new");
        cluster.StartOperator();
        await cluster.CreateAsync(new ModelServiceSpec { Image = "ner:1" });
        await cluster.UntilAsync(status => status.Stable == 1);
        (await installer.ResourcesAsync(Token)).Should().ContainSingle();

        await installer.UninstallAsync(
            new OperatorInstallation(Options).Objects((_, _) => null),
            TimeSpan.FromMinutes(1),
            Token
        );
        await cluster.SettledAsync();

        told.Should().Contain("ModelService news/ner").And.Contain("Namespace slipway-system");
        (await cluster.NamesAsync<V1Deployment>()).Should().BeEmpty();
        (await cluster.NamesAsync<V1Pod>()).Should().Equal("gateway-1");
        (await cluster.NamesAsync<V1Secret>()).Should().BeEmpty("the operator made one and may not delete it");
        (await AllAsync<V1CustomResourceDefinition>(cluster)).Should().BeEmpty();
        (await AllAsync<V1ClusterRole>(cluster)).Should().BeEmpty();
        (await AllAsync<V1ClusterRoleBinding>(cluster)).Should().BeEmpty();
        (await AllAsync<V1Namespace>(cluster)).Should().NotContain("slipway-system");
    }

    [Fact]
    public async Task Uninstall_WithoutAnOperator_EndsAllTheSame()
    {
        await using var cluster = await OperatorCluster.StartAsync(
            elsewhere: "It takes the definitions and the operator of the whole cluster away."
        );
        var (installer, _) = Installer(cluster);
        await cluster.CreateAsync(new ModelServiceSpec { Image = "ner:1" });
        await cluster.PatchAsync(new { metadata = new { finalizers = new[] { SlipwayGroup.Finalizer } } });

        await installer.UninstallAsync(
            new OperatorInstallation(Options).Objects((_, _) => null),
            TimeSpan.FromSeconds(1),
            Token
        );
        await cluster.SettledAsync();

        (await AllAsync<V1CustomResourceDefinition>(cluster)).Should().BeEmpty();
    }

    [Fact]
    public async Task Wait_ImageThatIsNotThere_SaysSo()
    {
        await using var cluster = await OperatorCluster.StartAsync(
            elsewhere: "It takes the definitions and the operator of the whole cluster away."
        );
        cluster.ForImage("operator:1", ApiServer.Workloads.PodBehaviour.ImagePullFails("not found"));
        var (installer, _) = Installer(cluster);
        await installer.InstallAsync(new OperatorInstallation(Options).Objects((_, _) => null), Token);
        await cluster.SettledAsync();

        var why = await installer.WaitAsync(Options.Namespace, TimeSpan.FromSeconds(1), Token);

        why.Should().Contain("does not get its image operator:1").And.Contain("not found");
    }

    private static (Installer Installer, List<string> Told) Installer(OperatorCluster cluster)
    {
        var told = new List<string>();
        return (new Installer(cluster.Api, TimeProvider.System, told.Add), told);
    }

    private static async Task<string> VersionAsync(OperatorCluster cluster) =>
        (
            await cluster.Api.FindAsync<V1Deployment>(
                ResourceKind.Of<V1Deployment>(),
                Options.Namespace,
                OperatorInstallation.Name,
                Token
            )
        )!
            .Metadata
            .ResourceVersion;

    private static async Task<List<string>> AllAsync<T>(OperatorCluster cluster)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta> =>
        [
            .. (await cluster.Api.ListAsync<T>(ResourceKind.Of<T>(), null, null, Token)).Items.Select(each =>
                each.Metadata.Name
            ),
        ];
}
