using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Applying;

public sealed class ApplyTests : ClusterTest
{
    [Fact]
    public async Task Apply_OfANewObject_MakesItAndNotesItsOwner()
    {
        var map = await ApplyAsync("one", """{"data":{"a":"1"}}""");
        map.Data.Should().ContainKey("a");
        var entry = map.Metadata.ManagedFields.Should().ContainSingle().Subject;
        entry.Manager.Should().Be("one");
        entry.Operation.Should().Be("Apply");
        Fields(entry).Should().Be("""{"f:data":{"f:a":{}}}""");
    }

    [Fact]
    public async Task Apply_ThatDoesNotNameItsObject_IsRefused()
    {
        var patch = new V1Patch("""{"apiVersion":"v1","kind":"ConfigMap"}""", V1Patch.PatchType.ApplyPatch);
        var refused = await RefusedAsync(() =>
            Client.CoreV1.PatchNamespacedConfigMapAsync(
                patch,
                "first",
                Space,
                fieldManager: "one",
                cancellationToken: Cancelled
            )
        );
        refused.Code.Should().Be(400);
        refused.Message.Should().Contain("name must be provided");
    }

    [Fact]
    public async Task Apply_OfTheSameAgain_ChangesNothing()
    {
        var first = await ApplyAsync("one", """{"data":{"a":"1"}}""");
        var again = await ApplyAsync("one", """{"data":{"a":"1"}}""");
        again.Metadata.ResourceVersion.Should().Be(first.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Apply_OverAnothersField_IsAConflictThatNamesHim()
    {
        await ApplyAsync("one", """{"data":{"a":"1"}}""");
        var refused = await RefusedAsync(() => ApplyAsync("two", """{"data":{"a":"2"}}"""));
        refused.Code.Should().Be(409);
        refused.Reason.Should().Be("Conflict");
        var cause = refused.Details.Causes.Should().ContainSingle().Subject;
        cause.Reason.Should().Be("FieldManagerConflict");
        cause.Message.Should().Contain("conflict with \"one\"");
        cause.Field.Should().Be(".data.a");

        var forced = await ApplyAsync("two", """{"data":{"a":"2"}}""", force: true);
        forced.Data["a"].Should().Be("2");
        forced.Metadata.ManagedFields.Should().ContainSingle().Which.Manager.Should().Be("two");
    }

    [Fact]
    public async Task Apply_OfTheSameValue_SharesTheField()
    {
        await ApplyAsync("one", """{"data":{"a":"1"}}""");
        var shared = await ApplyAsync("two", """{"data":{"a":"1"}}""");
        shared.Metadata.ManagedFields.Select(entry => entry.Manager).Should().BeEquivalentTo("one", "two");
        // What one gives up stays while the other holds it.
        var kept = await ApplyAsync("one", """{"data":{"b":"1"}}""");
        kept.Data.Should().BeEquivalentTo(new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" });
        var gone = await ApplyAsync("two", """{"data":{"c":"1"}}""");
        gone.Data.Keys.Should().BeEquivalentTo("b", "c");
    }

    [Fact]
    public async Task Update_OfAnAppliedField_TakesItOver()
    {
        var map = await ApplyAsync("one", """{"data":{"a":"1"}}""");
        map.Data["a"] = "2";
        await Client.CoreV1.ReplaceNamespacedConfigMapAsync(
            map,
            "first",
            Space,
            fieldManager: "editor",
            cancellationToken: Cancelled
        );
        var refused = await RefusedAsync(() => ApplyAsync("one", """{"data":{"a":"1"}}"""));
        refused.Code.Should().Be(409);
        refused.Message.Should().Contain("conflict with \"editor\"");
    }

    [Fact]
    public async Task Apply_WithoutAManager_IsRefused()
    {
        var refused = await RefusedAsync(() => ApplyAsync(null, """{"data":{"a":"1"}}"""));
        refused.Code.Should().Be(422);
        refused.Message.Should().Contain("fieldManager");
    }

    [Fact]
    public async Task Apply_OfContainers_MergesThemByName()
    {
        await ApplyDeploymentAsync(
            "one",
            """[{"name":"web","image":"registry.example/web:1","ports":[{"containerPort":80}]}]"""
        );
        var both = await ApplyDeploymentAsync(
            "two",
            """[{"name":"web","env":[{"name":"A","value":"1"}]},{"name":"side","image":"registry.example/side:1"}]"""
        );
        both.Spec.Template.Spec.Containers.Select(container => container.Name).Should().BeEquivalentTo("web", "side");
        both.Spec.Template.Spec.Containers[0].Env.Should().ContainSingle();
        both.Spec.Template.Spec.Containers[0].Ports.Should().ContainSingle();

        var less = await ApplyDeploymentAsync("two", """[{"name":"web"}]""");
        var left = less.Spec.Template.Spec.Containers.Should().ContainSingle().Subject;
        left.Image.Should().Be("registry.example/web:1");
        left.Env.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Apply_OfPorts_TellsThemApartByPortAndProtocol()
    {
        var web = await ApplyDeploymentAsync(
            "one",
            """[{"name":"web","image":"a:1","ports":[{"containerPort":80},{"containerPort":80,"protocol":"UDP"}]}]"""
        );
        web.Spec.Template.Spec.Containers[0].Ports.Should().HaveCount(2);
        var fields = Fields(web.Metadata.ManagedFields.Single(entry => entry.Manager == "one"));
        fields.Should().Contain("""k:{\"containerPort\":80,\"protocol\":\"TCP\"}""");
    }

    [Fact]
    public async Task Apply_WithoutReplicas_LeavesThemToTheScaler()
    {
        await ApplyDeploymentAsync("one", """[{"name":"web","image":"a:1"}]""", "\"replicas\":1,");
        // Given up, it falls back to the default; the scaler takes it, and applying again leaves it.
        await ApplyDeploymentAsync("one", """[{"name":"web","image":"a:1"}]""");
        var scale = new V1Patch("""{"spec":{"replicas":4}}""", V1Patch.PatchType.MergePatch);
        await Client.AppsV1.PatchNamespacedDeploymentScaleAsync(
            scale,
            "web",
            Space,
            fieldManager: "scaler",
            cancellationToken: Cancelled
        );
        var again = await ApplyDeploymentAsync("one", """[{"name":"web","image":"a:2"}]""");
        again.Spec.Replicas.Should().Be(4);
    }

    [Fact]
    public async Task Apply_OfAnUnknownField_IsRefused()
    {
        var refused = await RefusedAsync(() => ApplyAsync("one", """{"date":{"a":"1"}}"""));
        refused.Message.Should().Contain("field not declared in schema");
    }

    [Fact]
    public async Task Apply_OfAStatus_OwnsTheStatusAlone()
    {
        await ApplyDeploymentAsync("one", """[{"name":"web","image":"a:1"}]""");
        var body =
            """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"x":"y"}},"status":{"conditions":[{"type":"Seen","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z","lastUpdateTime":"2026-01-01T00:00:00Z","reason":"A","message":"b"}]}}""";
        var written = await Client.AppsV1.PatchNamespacedDeploymentStatusAsync(
            new V1Patch(body, V1Patch.PatchType.ApplyPatch),
            "web",
            Space,
            fieldManager: "watcher",
            cancellationToken: Cancelled
        );
        written.Status.Conditions.Should().Contain(condition => condition.Type == "Seen");
        written.Metadata.Labels.Should().BeNullOrEmpty();
        var entry = written.Metadata.ManagedFields.Single(entry => entry.Manager == "watcher");
        entry.Subresource.Should().Be("status");
        Fields(entry).Should().StartWith("""{"f:status":{"f:conditions":{"k:{\"type\":\"Seen\"}":{".":{}""");
    }

    [Fact]
    public async Task Apply_OfALabelThatIsGivenUp_RemovesIt()
    {
        await ApplyAsync("one", """{"metadata":{"name":"first","labels":{"a":"1","b":"2"}},"data":{"x":"1"}}""");
        var less = await ApplyAsync("one", """{"metadata":{"name":"first"},"data":{"x":"1"}}""");
        less.Metadata.Labels.Should().BeNullOrEmpty();
        less.Metadata.Name.Should().Be("first");
    }

    private Task<V1ConfigMap> ApplyAsync(string? manager, string body, bool? force = null)
    {
        var full = JsonNode.Parse(body)!.AsObject();
        full["apiVersion"] = "v1";
        full["kind"] = "ConfigMap";
        full["metadata"] ??= new JsonObject();
        full["metadata"]!["name"] ??= "first";
        return Client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch(full.ToJsonString(), V1Patch.PatchType.ApplyPatch),
            "first",
            Space,
            fieldManager: manager,
            force: force,
            cancellationToken: Cancelled
        );
    }

    private Task<V1Deployment> ApplyDeploymentAsync(string manager, string containers, string more = "")
    {
        var body = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{MORE
             "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":CONTAINERS}}}}
            """;
        body = body.Replace("MORE", more, StringComparison.Ordinal)
            .Replace("CONTAINERS", containers, StringComparison.Ordinal);
        return Client.AppsV1.PatchNamespacedDeploymentAsync(
            new V1Patch(body, V1Patch.PatchType.ApplyPatch),
            "web",
            Space,
            fieldManager: manager,
            cancellationToken: Cancelled
        );
    }

    private static string Fields(V1ManagedFieldsEntry entry) =>
        KubernetesJson.Serialize(entry.FieldsV1).Replace("\\u0022", "\\\"", StringComparison.Ordinal);
}
