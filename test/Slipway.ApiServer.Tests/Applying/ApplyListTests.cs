using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Applying;

/// <summary>Lists that several managers fill: sets, maps by keys, and those that are one value.</summary>
public sealed class ApplyListTests : ClusterTest
{
    [Fact]
    public async Task Finalizers_OfTwoManagers_AreASet()
    {
        await ApplyAsync("one", """{"finalizers":["example.com/a"]}""");
        var both = await ApplyAsync("two", """{"finalizers":["example.com/b","example.com/a"]}""");
        both.Metadata.Finalizers.Should().BeEquivalentTo("example.com/a", "example.com/b");
        var left = await ApplyAsync("two", "{}");
        left.Metadata.Finalizers.Should().Equal("example.com/a");
        (await ApplyAsync("one", "{}")).Metadata.Finalizers.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task OwnerReferences_OfTwoManagers_GoByUid()
    {
        var first = await MakeMapAsync("owner-1");
        var second = await MakeMapAsync("owner-2");
        await ApplyAsync("one", Owned(first));
        var both = await ApplyAsync("two", Owned(second));
        both.Metadata.OwnerReferences.Select(owner => owner.Uid)
            .Should()
            .BeEquivalentTo(first.Metadata.Uid, second.Metadata.Uid);
        (await ApplyAsync("one", "{}"))
            .Metadata.OwnerReferences.Should()
            .ContainSingle()
            .Which.Name.Should()
            .Be("owner-2");
    }

    [Fact]
    public async Task AtomicList_OfTwoManagers_IsAConflictAsAWhole()
    {
        await ApplyRoleAsync("one", """[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]""");
        const string other = """[{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}]""";
        var refused = await RefusedAsync(() => ApplyRoleAsync("two", other));
        refused.Code.Should().Be(409);
        refused.Details.Causes.Should().ContainSingle().Which.Field.Should().Be(".rules");
        var forced = await ApplyRoleAsync("two", other, force: true);
        forced.Rules.Should().ContainSingle().Which.Resources.Should().Equal("secrets");
    }

    [Fact]
    public async Task Entries_OfOthers_StayWhereTheyWere()
    {
        await ApplyPodTemplateAsync("one", """[{"name":"a","value":"1"},{"name":"b","value":"1"}]""");
        var both = await ApplyPodTemplateAsync("two", """[{"name":"c","value":"1"},{"name":"b","value":"1"}]""");
        Names(both).Should().Equal("a", "c", "b");
        Names(await ApplyPodTemplateAsync("one", """[{"name":"b","value":"1"}]""")).Should().BeEquivalentTo("c", "b");
    }

    private static IEnumerable<string> Names(V1Deployment deployment) =>
        deployment.Spec.Template.Spec.Containers[0].Env.Select(entry => entry.Name);

    private static string Owned(V1ConfigMap owner) =>
        new JsonObject
        {
            ["ownerReferences"] = new JsonArray(
                new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "ConfigMap",
                    ["name"] = owner.Metadata.Name,
                    ["uid"] = owner.Metadata.Uid,
                }
            ),
        }.ToJsonString();

    private Task<V1ConfigMap> ApplyAsync(string manager, string metadata)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = JsonNode.Parse(metadata),
        };
        body["metadata"]!["name"] = "first";
        return Client.CoreV1.PatchNamespacedConfigMapAsync(
            Patch(body),
            "first",
            Space,
            fieldManager: manager,
            cancellationToken: Cancelled
        );
    }

    private Task<V1Role> ApplyRoleAsync(string manager, string rules, bool? force = null)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "Role",
            ["metadata"] = new JsonObject { ["name"] = "first" },
            ["rules"] = JsonNode.Parse(rules),
        };
        return Client.RbacAuthorizationV1.PatchNamespacedRoleAsync(
            Patch(body),
            "first",
            Space,
            fieldManager: manager,
            force: force,
            cancellationToken: Cancelled
        );
    }

    private Task<V1Deployment> ApplyPodTemplateAsync(string manager, string env)
    {
        var body = JsonNode
            .Parse(
                """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},
                 "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"a:1"}]}}}}
                """
            )!
            .AsObject();
        body["spec"]!["template"]!["spec"]!["containers"]![0]!["env"] = JsonNode.Parse(env);
        return Client.AppsV1.PatchNamespacedDeploymentAsync(
            Patch(body),
            "web",
            Space,
            fieldManager: manager,
            cancellationToken: Cancelled
        );
    }

    private static V1Patch Patch(JsonObject body) => new(body.ToJsonString(), V1Patch.PatchType.ApplyPatch);
}
