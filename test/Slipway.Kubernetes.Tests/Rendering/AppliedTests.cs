using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Authorisation;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Schemas;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

/// <summary>What is rendered is what an API server takes, with a field that it does not know being refused.</summary>
public sealed class AppliedTests
{
    private const string Space = "newsroom";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RenderForm.Plain, null)]
    [InlineData(RenderForm.Plain, "production")]
    [InlineData(RenderForm.Resources, null)]
    [InlineData(RenderForm.Resources, "production")]
    public async Task Newsroom_AppliedTwice_IsTakenAndChangesNothingTheSecondTime(RenderForm form, string? environment)
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var api = new ResourceApi(client);
        var fleet = Fleets.Newsroom(form, environment);

        await ApplyAsync(api, fleet);
        // Controllers note on deployments what they have made of them, which counts as a change.
        await server.SettledAsync(Token);
        var first = await ApplyAsync(api, fleet);
        var second = await ApplyAsync(api, fleet);

        second.Should().Equal(first, "nothing has changed");
    }

    [Fact]
    public async Task Newsroom_Applied_HasPodsBehindTheServicesThatRoutesName()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var api = new ResourceApi(client);

        await ApplyAsync(api, Fleets.Newsroom(RenderForm.Plain));
        await server.SettledAsync(Token);

        foreach (var service in (string[])["facts", "ner", "topic"])
        {
            var slices = await client.DiscoveryV1.ListNamespacedEndpointSliceAsync(
                Space,
                labelSelector: $"kubernetes.io/service-name={service}-endpoints",
                cancellationToken: Token
            );
            var slice = slices.Items.Should().ContainSingle().Subject;
            slice
                .Ports.Select(port => (port.Name, port.Port))
                .Should()
                .BeEquivalentTo([("http", 8080), ("grpc", 8081)]);
            slice.Endpoints.Should().ContainSingle();
        }

        var gateways = await client.CoreV1.ListNamespacedPodAsync(
            Space,
            labelSelector: "app.kubernetes.io/component=gateway",
            cancellationToken: Token
        );
        gateways.Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task AFieldThatTheServerDoesNotKnow_IsRefused()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var service = Fleets.Newsroom(RenderForm.Resources).Objects.First();
        var tree = Tree(service);
        tree["spec"]!["trafic"] = new JsonObject();

        var applying = () => ApplyAsync(new ResourceApi(client), service, tree);

        (await applying.Should().ThrowAsync<ApiException>()).WithMessage("*trafic*");
    }

    [Theory]
    [InlineData(RenderForm.Plain)]
    [InlineData(RenderForm.Resources)]
    public async Task Gateway_OfAnAppliedFleet_MayReadWhatItRoutesByAndNothingElse(RenderForm form)
    {
        await using var server = await StartAsync(authorises: true);
        using var admin = server.Client(ApiUsers.AdminToken);
        await ApplyAsync(new ResourceApi(admin), Fleets.Newsroom(form));
        var user = new ApiUser(
            $"system:serviceaccount:{Space}:gateway",
            ["system:serviceaccounts", "system:authenticated"]
        );
        using var client = server.Client(server.Users.Add(user));
        var api = new ResourceApi(client);

        await ListAsync<V1EndpointSlice>();
        if (form == RenderForm.Resources)
        {
            await ListAsync<ModelService>();
            await ListAsync<ModelPipeline>();
        }
        else
        {
            await RefusedAsync(ListAsync<ModelService>);
        }

        await RefusedAsync(ListAsync<V1Secret>);
        await RefusedAsync(ListAsync<V1ConfigMap>);
        await RefusedAsync(() =>
            api.ListAsync<V1EndpointSlice>(ResourceKind.Of<V1EndpointSlice>(), "default", null, Token)
        );
        await RefusedAsync(() =>
            api.DeleteAsync(ResourceKind.Of<V1EndpointSlice>(), Space, "any", options: null, Token)
        );

        Task ListAsync<T>()
            where T : class => api.ListAsync<T>(ResourceKind.Of<T>(), Space, null, Token);
    }

    private static async Task RefusedAsync(Func<Task> asking) =>
        (await asking.Should().ThrowAsync<ApiException>()).Which.Reason.Should().Be("Forbidden");

    private static async Task<TestApiServer> StartAsync(bool authorises = false)
    {
        var server = await TestApiServer.StartAsync(
            new TestApiServerOptions { Workloads = true, Authorisation = authorises },
            Token
        );
        using var client = authorises ? server.Client(ApiUsers.AdminToken) : server.Client();
        await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = Space } },
            cancellationToken: Token
        );
        foreach (var definition in CustomResourceDefinitions.All((_, _) => null))
        {
            await new ResourceApi(client).CreateAsync(
                ResourceKind.Of<V1CustomResourceDefinition>(),
                null,
                definition,
                Token
            );
        }

        await server.SettledAsync(Token);
        return server;
    }

    /// <summary>What each object is after it, but for its status and what is about it.</summary>
    private static async Task<List<string>> ApplyAsync(ResourceApi api, RenderedFleet fleet)
    {
        var applied = new List<string>();
        foreach (var each in fleet.Objects)
        {
            var answer = await ApplyAsync(api, each, Tree(each));
            applied.Add($"{each.Kind} {each.Metadata.Name}: {answer["metadata"]!["generation"]} {answer["spec"]}");
        }

        return applied;
    }

    private static Task<JsonObject> ApplyAsync(
        ResourceApi api,
        IKubernetesObject<V1ObjectMeta> each,
        JsonObject tree
    ) =>
        api.ApplyAsync(
            ResourceKind.Of(each.GetType()),
            each.Metadata.NamespaceProperty,
            each.Metadata.Name,
            tree,
            new ApplyOptions("slipway"),
            Token
        );

    private static JsonObject Tree(IKubernetesObject<V1ObjectMeta> each) =>
        JsonSerializer.SerializeToNode(each, each.GetType(), ResourceJson.Options)!.AsObject();
}
