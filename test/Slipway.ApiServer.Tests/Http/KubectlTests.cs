using k8s;

namespace Slipway.ApiServer.Tests.Http;

public sealed class KubectlTests : ClusterTest
{
    private const string Maps = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: first
          labels: {app: web}
        data:
          key: "1"
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: registry.example/web:1
                  ports: [{containerPort: 80}]
        """;

    [Fact]
    public async Task Kubectl_AppliesGetsAndDeletes()
    {
        Kubectl.SkipWhereMissing();
        await RunAsync(Maps, "apply", "--server-side", "-n", Space, "-f", "-");
        var map = await Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled);
        map.Metadata.ManagedFields.Should().ContainSingle().Which.Manager.Should().Be("kubectl");
        (await RunAsync("", "get", "deploy,cm", "-n", Space, "-l", "app=web", "-o", "name"))
            .Should()
            .Be("configmap/first\n");
        (await RunAsync("", "get", "deployments", "-n", Space)).Should().Contain("web");
        await RunAsync("", "scale", "deployment/web", "-n", Space, "--replicas", "5");
        var web = await Client.AppsV1.ReadNamespacedDeploymentAsync("web", Space, cancellationToken: Cancelled);
        web.Spec.Replicas.Should().Be(5);
        await RunAsync(Maps, "delete", "-n", Space, "-f", "-");
        (
            await RefusedAsync(() =>
                Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled)
            )
        )
            .Code.Should()
            .Be(404);
    }

    [Fact]
    public async Task Kubectl_ThatMeetsAConflict_NamesTheOther()
    {
        Kubectl.SkipWhereMissing();
        await RunAsync(Maps, "apply", "--server-side", "-n", Space, "-f", "-");
        var (code, _, error) = await Kubectl.RunAsync(
            Server,
            Maps.Replace("key: \"1\"", "key: \"2\"", StringComparison.Ordinal),
            "apply",
            "--server-side",
            "--field-manager=other",
            "-n",
            Space,
            "-f",
            "-"
        );
        code.Should().NotBe(0);
        error.Should().Contain("conflict with \"kubectl\"").And.Contain(".data.key");
    }

    [Fact]
    public async Task Kubectl_WithAnUnknownField_IsRefused()
    {
        Kubectl.SkipWhereMissing();
        var (code, _, error) = await Kubectl.RunAsync(
            Server,
            Maps.Replace("replicas: 2", "replica: 2", StringComparison.Ordinal),
            "create",
            "-n",
            Space,
            "-f",
            "-"
        );
        code.Should().NotBe(0);
        error.Should().Contain("unknown field \"spec.replica\"");
    }

    private async Task<string> RunAsync(string input, params string[] arguments)
    {
        var (code, output, error) = await Kubectl.RunAsync(Server, input, arguments);
        code.Should().Be(0, error);
        return output;
    }
}
