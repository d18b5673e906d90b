using System.Net;
using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Routes;
using Slipway.Gateway.Tests.Routes.Cluster;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Routes.Files;

public sealed class FileRouteSourceTests : IDisposable
{
    private const string Path = "/v2/models/ner/infer";

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-routes-").FullName;

    private string FilePath => System.IO.Path.Combine(_folder, "routes.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task File_Changes_AreTakenAndABadOneLeavesTheLast()
    {
        await using var a = await FakeReplica.StartAsync("a");
        await using var b = await FakeReplica.StartAsync("b");
        Write(Tables.Service("ner", Tables.Revision(1, 1, a)));
        await using var gateway = await StartAsync(new RouteArguments { Source = RouteSource.File, File = FilePath });
        await AnswersAsync(gateway, "a");

        Write(Tables.Service("ner", Tables.Revision(1, 1, b)));
        await AnswersAsync(gateway, "b");
        await File.WriteAllTextAsync(FilePath, "{", TestContext.Current.CancellationToken);
        await Eventually.BecomesAsync(async () => (await gateway.HealthAsync()).Contains("the routes before stay"));
        await AnswersAsync(gateway, "b");
        Write(Tables.Service("ner", Tables.Revision(1, 1, a)));
        await AnswersAsync(gateway, "a");
        (await gateway.HealthAsync()).Should().Be("ok");
        (await gateway.TrafficAsync()).Generation.Should().Be(3);
    }

    [Fact]
    public async Task File_Missing_IsNotReadyUntilItIsThere()
    {
        await using var gateway = await StartAsync(new RouteArguments { Source = RouteSource.File, File = FilePath });
        await Eventually.BecomesAsync(async () => (await gateway.HealthAsync()).Contains("there are no routes yet"));
        (await gateway.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);

        Write();

        await Eventually.BecomesAsync(async () => (await gateway.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Endpoints_OfTheServiceThatTheFileNames_AreFollowed()
    {
        await using var cluster = await TestCluster.StartAsync(hasResources: false);
        await using var a = await FakeReplica.StartAsync("a");
        await using var b = await FakeReplica.StartAsync("b");
        await cluster.AddAsync("others", b);
        Write(Tables.Service("ner", Tables.Revision(1, 1) with { Service = "ner-endpoints" }));
        await using var gateway = await StartAsync(
            new RouteArguments
            {
                Source = RouteSource.FileAndEndpoints,
                File = FilePath,
                Kubeconfig = cluster.Kubeconfig,
            }
        );
        await Eventually.BecomesAsync(async () => (await gateway.HealthAsync()).Contains("'ner-endpoints'"));
        await cluster.AddAsync("ner-endpoints", a);
        await AnswersAsync(gateway, "a");
        (await gateway.HealthAsync()).Should().Be("ok");
        await using var load = new Load(gateway, Path);

        await cluster.RemoveAsync("others", b);
        await cluster.AddAsync("ner-endpoints", b);
        await Eventually.BecomesAsync(() => b.Requests > 0);
        await cluster.TerminateAsync("ner-endpoints", a);
        await Eventually.BecomesAsync(() =>
            gateway.Table.Services.Single().Revisions.Single().Endpoints is [{ Replica: "b" }]
        );
        await a.DrainAsync();
        await load.AnswersAsync(20);

        await load.EndAsync();
        load.Failures.Should().BeEmpty();
    }

    private static Task<TestGateway> StartAsync(RouteArguments routes) =>
        TestGateway.StartAsync(new GatewayConfig(), change: arguments => arguments with { Routes = routes });

    private static Task AnswersAsync(TestGateway gateway, string replica) =>
        Eventually.BecomesAsync(async () =>
        {
            using var response = await gateway.PostAsync(Path);
            return await response.TextAsync() == replica;
        });

    // As a whole, as volumes are changed.
    private void Write(params ServiceRoute[] services)
    {
        var next = FilePath + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(Tables.Of(1, services), DeploymentJson.Default.RoutingTable));
        File.Move(next, FilePath, overwrite: true);
    }
}
