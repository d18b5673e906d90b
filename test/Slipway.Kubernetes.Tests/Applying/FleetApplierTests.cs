using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Authorisation;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Tests.Rendering.Support;
using Slipway.Kubernetes.Watching;

namespace Slipway.Kubernetes.Tests.Applying;

public sealed class FleetApplierTests
{
    private const string Space = "newsroom";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_OfWhatSomebodyElseHasApplied_TakesItOver()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var api = new ResourceApi(client);
        var fleet = Fleets.Newsroom(RenderForm.Plain);
        foreach (var value in fleet.Objects)
        {
            await api.ApplyAsync(
                ResourceKind.Of(value.GetType()),
                Space,
                value.Metadata.Name,
                ObjectJson.Of(value),
                new ApplyOptions("kubectl"),
                Token
            );
        }

        var applier = new FleetApplier(api);
        var plan = await applier.PlanAsync(fleet, makesNamespace: false, Token);
        await applier.ApplyAsync(plan, force: false, static _ => { }, Token);
        var again = await applier.PlanAsync(fleet, makesNamespace: false, Token);

        plan.IsEmpty.Should().BeFalse();
        plan.Changes.Should()
            .AllSatisfy(change =>
                (change.Kind, change.IsAdopted, change.Fields.Count, change.Conflicts.Count)
                    .Should()
                    .Be((ObjectChangeKind.Change, true, 0, 0))
            );
        again.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Apply_OfAPlan_WritesWhatChangesAlone()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var applier = new FleetApplier(new ResourceApi(client));
        await ApplyAsync(applier, Fleets.Newsroom(RenderForm.Plain));
        await server.SettledAsync(Token);

        var told = await ApplyAsync(applier, Fleets.Newsroom(RenderForm.Plain, "production"));

        told.Should().Contain("Deployment newsroom/ner").And.NotContain("ServiceAccount newsroom/ner");
    }

    [Fact]
    public async Task Plan_OfWhatNobodyMayList_SaysWhatItLeaves()
    {
        await using var server = await StartAsync(authorises: true);
        using var admin = server.Client(ApiUsers.AdminToken);
        var fleet = Fleets.Newsroom(RenderForm.Plain);
        await ApplyAsync(new FleetApplier(new ResourceApi(admin)), fleet);
        await GiveRightsAsync(admin);
        using var client = server.Client(server.Users.Add(new ApiUser("deployer", ["system:authenticated"])));

        var plan = await new FleetApplier(new ResourceApi(client)).PlanAsync(fleet, makesNamespace: false, Token);

        plan.IsEmpty.Should().BeTrue();
        plan.Notes.Should().Contain(note => note.StartsWith("persistentvolumeclaims of newsroom may not be listed"));
    }

    [Fact]
    public async Task Plan_ForAKindThatTheClusterHasNot_NamesIt()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var fleet = Fleets.Render(
            "name: newsroom\nkubernetes: { route: { gateway: front } }\nservices: { a: { model: m.onnx } }"
        );
        await using var bare = await StartAsync(missing: "gateway.networking.k8s.io");
        using var other = bare.Client();

        var there = await new FleetApplier(new ResourceApi(client)).PlanAsync(fleet, makesNamespace: false, Token);
        var missing = () => new FleetApplier(new ResourceApi(other)).PlanAsync(fleet, makesNamespace: false, Token);

        there.Changes.Should().Contain(change => change.Resource.Kind == "HTTPRoute");
        (await missing.Should().ThrowAsync<ServingException>()).WithMessage(
            "The cluster has no HTTPRoute of gateway.networking.k8s.io/v1*"
        );
    }

    [Fact]
    public async Task Objects_WithTheFleetsLabelsThatAnotherOwns_AreNoneOfTheFleets()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var api = new ResourceApi(client);
        await ApplyAsync(new FleetApplier(api), Fleets.Newsroom(RenderForm.Plain));
        await server.SettledAsync(Token);
        var kind = ResourceKind.Of<V1ConfigMap>();
        var owner = await api.FindAsync<V1Deployment>(ResourceKind.Of<V1Deployment>(), Space, "ner", Token);
        foreach (var (name, manager, isOwned) in new[] { ("owned", "slipway", true), ("foreign", "helm", false) })
        {
            var body = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["labels"] = new JsonObject
                    {
                        ["app.kubernetes.io/instance"] = Space,
                        ["app.kubernetes.io/managed-by"] = "slipway",
                    },
                    ["ownerReferences"] = isOwned
                        ? new JsonArray(
                            new JsonObject
                            {
                                ["apiVersion"] = "apps/v1",
                                ["kind"] = "Deployment",
                                ["name"] = "ner",
                                ["uid"] = owner!.Metadata.Uid,
                            }
                        )
                        : null,
                },
            };
            await api.ApplyAsync(kind, Space, name, body, new ApplyOptions(manager), Token);
        }

        var objects = await new FleetObjects(api).ListAsync(new FleetScope(Space, Space), static _ => { }, Token);

        objects.Should().Contain((kind, new ObjectName(Space, "gateway")));
        objects.Select(each => each.Name.Name).Should().NotContain(["owned", "foreign"]);
    }

    private static async Task<List<string>> ApplyAsync(FleetApplier applier, RenderedFleet fleet)
    {
        var told = new List<string>();
        var plan = await applier.PlanAsync(fleet, makesNamespace: false, Token);
        await applier.ApplyAsync(plan, force: false, told.Add, Token);
        return told;
    }

    // All that applying takes, and no reading of claims.
    private static async Task GiveRightsAsync(k8s.Kubernetes client)
    {
        await client.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role
            {
                Metadata = new V1ObjectMeta { Name = "deployer" },
                Rules =
                [
                    new V1PolicyRule
                    {
                        ApiGroups =
                        [
                            "",
                            "apps",
                            "policy",
                            "networking.k8s.io",
                            "rbac.authorization.k8s.io",
                            "autoscaling",
                        ],
                        Resources =
                        [
                            "configmaps",
                            "services",
                            "serviceaccounts",
                            "deployments",
                            "poddisruptionbudgets",
                            "networkpolicies",
                            "roles",
                            "rolebindings",
                            "horizontalpodautoscalers",
                        ],
                        Verbs = ["get", "list", "create", "patch", "delete"],
                    },
                ],
            },
            Space,
            cancellationToken: Token
        );
        await client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = "deployer" },
                RoleRef = new V1RoleRef
                {
                    ApiGroup = "rbac.authorization.k8s.io",
                    Kind = "Role",
                    Name = "deployer",
                },
                Subjects =
                [
                    new Rbacv1Subject
                    {
                        ApiGroup = "rbac.authorization.k8s.io",
                        Kind = "User",
                        Name = "deployer",
                    },
                ],
            },
            Space,
            cancellationToken: Token
        );
    }

    private static async Task<TestApiServer> StartAsync(bool authorises = false, string? missing = null)
    {
        var server = await TestApiServer.StartAsync(
            new TestApiServerOptions
            {
                Workloads = true,
                Authorisation = authorises,
                MissingGroups = missing is null ? [] : [missing],
            },
            Token
        );
        using var client = authorises ? server.Client(ApiUsers.AdminToken) : server.Client();
        await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = Space } },
            cancellationToken: Token
        );
        return server;
    }
}
