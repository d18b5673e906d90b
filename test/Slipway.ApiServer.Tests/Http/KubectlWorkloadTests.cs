using k8s;

namespace Slipway.ApiServer.Tests.Http;

public sealed class KubectlWorkloadTests : ClusterTest
{
    protected override TestApiServerOptions Options { get; } = new() { Workloads = true, Nodes = 2 };

    [Fact]
    public async Task Kubectl_RollsOutAndDrains()
    {
        Kubectl.SkipWhereMissing();
        await Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment("web", 2), Space, cancellationToken: Cancelled);
        (await RunAsync("rollout", "status", "deployment/web", "-n", Space))
            .Should()
            .Contain("successfully rolled out");
        await RunAsync("set", "image", "deployment/web", "web=registry.example/web:2", "-n", Space);
        await RunAsync("rollout", "status", "deployment/web", "-n", Space);
        await RunAsync("rollout", "undo", "deployment/web", "-n", Space);
        await RunAsync("rollout", "status", "deployment/web", "-n", Space);
        var web = await Client.AppsV1.ReadNamespacedDeploymentAsync("web", Space, cancellationToken: Cancelled);
        web.Spec.Template.Spec.Containers[0].Image.Should().Be("registry.example/web:1");

        await RunAsync("drain", "node-1", "--timeout=20s");
        await Server.SettledAsync(Cancelled);
        var pods = await Client.CoreV1.ListNamespacedPodAsync(
            Space,
            labelSelector: "app=web",
            cancellationToken: Cancelled
        );
        pods.Items.Should().HaveCount(2).And.OnlyContain(pod => pod.Spec.NodeName == "node-2");
        (await RunAsync("logs", pods.Items[0].Metadata.Name, "-n", Space)).Should().BeEmpty();
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await Kubectl.RunAsync(Server, "", arguments);
        code.Should().Be(0, error);
        return output;
    }
}
