using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Patching;

public sealed class PatchTests : ClusterTest
{
    [Fact]
    public async Task JsonPatch_OfAConfigMap_OperatesInOrder()
    {
        await MakeMapAsync("first");
        var patched = await PatchAsync(
            """
            [{"op":"test","path":"/data/key","value":"1"},{"op":"add","path":"/metadata/annotations","value":{}},{"op":"add","path":"/metadata/annotations/a~1b","value":"2"},
             {"op":"copy","from":"/data/key","path":"/data/copy"},{"op":"remove","path":"/data/key"}]
            """,
            V1Patch.PatchType.JsonPatch
        );
        patched.Data.Should().BeEquivalentTo(new Dictionary<string, string> { ["copy"] = "1" });
        patched.Metadata.Annotations.Should().Contain("a/b", "2");
    }

    [Fact]
    public async Task Map_WithAKeyThatIsNoFilesName_IsRefused()
    {
        await MakeMapAsync("first");
        var refused = await RefusedAsync(() => PatchAsync("""{"data":{"a/b":"1"}}""", V1Patch.PatchType.MergePatch));
        refused.Code.Should().Be(422);
        refused.Details.Causes.Should().ContainSingle().Which.Field.Should().StartWith("data");
    }

    [Fact]
    public async Task JsonPatch_WhoseTestFails_ChangesNothing()
    {
        await MakeMapAsync("first");
        var refused = await RefusedAsync(() =>
            PatchAsync(
                """[{"op":"remove","path":"/data/key"},{"op":"test","path":"/data","value":1}]""",
                V1Patch.PatchType.JsonPatch
            )
        );
        refused.Code.Should().Be(422);
        var map = await Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled);
        map.Data.Should().ContainKey("key");
    }

    [Fact]
    public async Task MergePatch_WithANull_RemovesTheField()
    {
        await MakeMapAsync("first");
        var patched = await PatchAsync("""{"data":{"key":null,"other":"2"}}""", V1Patch.PatchType.MergePatch);
        patched.Data.Should().BeEquivalentTo(new Dictionary<string, string> { ["other"] = "2" });
    }

    [Fact]
    public async Task MergePatch_OfAnOldVersion_IsAConflict()
    {
        var map = await MakeMapAsync("first");
        await PatchAsync("""{"data":{"key":"2"}}""", V1Patch.PatchType.MergePatch);
        var refused = await RefusedAsync(() =>
            PatchAsync(
                $$$"""{"metadata":{"resourceVersion":"{{{map.Metadata.ResourceVersion}}}"},"data":{"key":"3"}}""",
                V1Patch.PatchType.MergePatch
            )
        );
        refused.Code.Should().Be(409);
    }

    [Fact]
    public async Task StrategicMerge_OfContainers_GoesByTheirNames()
    {
        await Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment("web"), Space, cancellationToken: Cancelled);
        var patch = new V1Patch(
            """
            {"spec":{"template":{"spec":{"containers":[
              {"name":"web","env":[{"name":"A","value":"1"}]},
              {"name":"side","image":"registry.example/side:1"}]}}}}
            """,
            V1Patch.PatchType.StrategicMergePatch
        );
        var patched = await Client.AppsV1.PatchNamespacedDeploymentAsync(
            patch,
            "web",
            Space,
            cancellationToken: Cancelled
        );
        var containers = patched.Spec.Template.Spec.Containers;
        containers
            .Select(container => container.Image)
            .Should()
            .Equal("registry.example/web:1", "registry.example/side:1");
        containers[0].Env.Should().ContainSingle();

        var delete = new V1Patch(
            """{"spec":{"template":{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}}}""",
            V1Patch.PatchType.StrategicMergePatch
        );
        patched = await Client.AppsV1.PatchNamespacedDeploymentAsync(
            delete,
            "web",
            Space,
            cancellationToken: Cancelled
        );
        patched.Spec.Template.Spec.Containers.Should().ContainSingle();
    }

    private Task<V1ConfigMap> PatchAsync(string patch, V1Patch.PatchType type) =>
        Client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch(patch, type),
            "first",
            Space,
            cancellationToken: Cancelled
        );
}
