using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Routes.Files;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Routes.Files;

public sealed class RouteFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-routes-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "routes.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Look_Table_IsReadOnceForEachContent()
    {
        var file = new RouteFile(Path);
        Write("a");

        (await LookAsync(file)).Should().BeNull();
        var first = file.Table;
        first!.Services.Single().Service.Should().Be("a");
        (await LookAsync(file)).Should().BeNull();
        file.Table.Should().BeSameAs(first);

        Write("b");
        (await LookAsync(file)).Should().BeNull();
        file.Table!.Services.Single().Service.Should().Be("b");
    }

    [Theory]
    [InlineData("{", "it is no routing table")]
    [InlineData("null", "it is no routing table")]
    [InlineData("""{"generation": 1, "services": []}""", "it is no routing table")]
    public async Task Look_NoTable_KeepsTheOneBefore(string content, string problem)
    {
        var file = new RouteFile(Path);
        Write("a");
        await LookAsync(file);
        await File.WriteAllTextAsync(Path, content, Token);

        // The second time it is not read again, and told all the same.
        for (var i = 0; i < 2; i++)
        {
            (await LookAsync(file)).Should().StartWith(Path).And.Contain("the routes before stay").And.Contain(problem);
        }

        file.Table!.Services.Single().Service.Should().Be("a");
        Write("a");
        (await LookAsync(file)).Should().BeNull();
    }

    [Fact]
    public async Task Look_Missing_SaysSoUntilItIsThere()
    {
        var file = new RouteFile(Path);

        (await LookAsync(file)).Should().Contain("there are no routes yet").And.Contain("routes.json");
        file.Table.Should().BeNull();
        Write("a");
        (await LookAsync(file)).Should().BeNull();
        File.Delete(Path);
        (await LookAsync(file)).Should().Contain("the routes before stay");
        Write("a");
        (await LookAsync(file)).Should().BeNull();
    }

    [Fact]
    public async Task Look_LinkOfAVolume_LeadsElsewhere_IsReadAgain()
    {
        // As kubelets do it: routes.json -> ..data/routes.json, ..data -> a folder of this version.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        foreach (var name in (string[])["a", "b"])
        {
            Directory.CreateDirectory(System.IO.Path.Combine(_folder, $"..{name}"));
            await File.WriteAllTextAsync(
                System.IO.Path.Combine(_folder, $"..{name}", "routes.json"),
                Json(name),
                Token
            );
        }

        var data = System.IO.Path.Combine(_folder, "..data");
        Directory.CreateSymbolicLink(data, "..a");
        File.CreateSymbolicLink(Path, System.IO.Path.Combine("..data", "routes.json"));
        var file = new RouteFile(Path);
        (await LookAsync(file)).Should().BeNull();
        file.Table!.Services.Single().Service.Should().Be("a");

        File.Delete(data);
        Directory.CreateSymbolicLink(data, "..b");

        (await LookAsync(file)).Should().BeNull();
        file.Table.Services.Single().Service.Should().Be("b");
    }

    [Fact]
    public async Task Look_TooLarge_IsNotRead()
    {
        await using (var large = File.Create(Path))
            large.SetLength((16 << 20) + 1);

        (await LookAsync(new RouteFile(Path))).Should().Contain("16777216 are read at most");
    }

    [Fact]
    public void Problem_ServiceWithoutEndpoints_NamesTheFlag()
    {
        var table = Tables.Of(1, Tables.Service("a", Tables.Revision(1, 1) with { Service = "a-endpoints" }));

        FileRoutes.Problem(table, hasEndpoints: true).Should().BeNull();
        FileRoutes
            .Problem(table, hasEndpoints: false)
            .Should()
            .Be("The Service 'a-endpoints' can be looked up with --kubernetes-endpoints only.");
    }

    [Fact]
    public void Problem_PipelineThatAsksNobody_IsTold()
    {
        var pipeline = Cluster.Resources.Pipeline("lost", "nowhere");
        var table = Tables.Of(1) with { Pipelines = [new PipelineRoute { Name = "lost", Pipeline = pipeline.Spec }] };

        FileRoutes
            .Problem(table, hasEndpoints: true)
            .Should()
            .Contain("pipelines.lost.nodes.root")
            .And.Contain("nowhere");
    }

    private static Task<string?> LookAsync(RouteFile file) =>
        file.LookAsync(table => FileRoutes.Problem(table, hasEndpoints: false), Token);

    private void Write(string service) => File.WriteAllText(Path, Json(service));

    private static string Json(string service) =>
        JsonSerializer.Serialize(
            Tables.Of(1, Tables.Service(service, Tables.Revision(1, 1))),
            DeploymentJson.Default.RoutingTable
        );
}
