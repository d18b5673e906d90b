using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Containers;
using Slipway.Deployment.Fleet;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets.Containers;

[Collection(nameof(ContainerGroup))]
public sealed class PodmanFleetTests(PodmanFixture fixture)
    : ContainerFleetTests(fixture),
        IClassFixture<PodmanFixture>;

[Collection(nameof(ContainerGroup))]
public sealed class DockerFleetTests(DockerFixture fixture)
    : ContainerFleetTests(fixture),
        IClassFixture<DockerFixture>;

/// <summary>A fleet whose replicas are containers: what is true of processes is true of them.</summary>
public abstract class ContainerFleetTests(ContainerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Up_Model_IsServedFromItsImage()
    {
        var fleet = await fixture.FleetAsync();

        (await SpeciesAsync(fleet)).Should().Be("setosa");

        var status = await fleet.StatusAsync(Token);
        status.Target.Should().Be(Deployment.Manifest.FleetTarget.Container);
        status.Remarks.Should().BeEmpty();
        var iris = status.Services.Single();
        iris.MemoryBytes.Should().BePositive();
        iris.Revisions[0].Digest.Should().StartWith("sha256:");
        using var engine = await EngineAsync();
        var container = await ContainerAsync(engine, fleet);
        container.MemoryBytes.Should().Be(512_000_000);
        container.Labels.Should().Contain("slipway.fleet", Path.GetFileName(fleet.StateFolder));
        (await engine.Images.NamesAsync($"slipway.local/{Path.GetFileName(fleet.StateFolder)}/", Token))
            .Should()
            .Contain(name => name.Contains("/iris:", StringComparison.Ordinal));
        var logs = await fleet.RunAsync(Token, "logs", "iris");
        logs.Output.Should().Contain("Slipway is ready");
    }

    [Fact]
    public async Task Up_Again_ChangesNothingAndBuildsNothing()
    {
        var fleet = await fixture.FleetAsync();
        using var engine = await EngineAsync();
        var before = await ContainersAsync(engine, fleet);

        var up = await fleet.UpAsync(Token);

        up.Errors.Should().Contain("trial runs already.").And.NotContain("built");
        (await ContainersAsync(engine, fleet)).Should().Equal(before);
    }

    [Fact]
    public async Task Container_ThatIsKilled_IsStartedAgain()
    {
        var fleet = await fixture.FleetAsync();
        using var engine = await EngineAsync();
        var before = (await ContainersAsync(engine, fleet)).Single();

        await engine.Containers.SignalAsync(before, "SIGKILL", Token);

        var iris = await fleet.UntilAsync(
            "iris",
            service => service is { State: ServiceState.Ready, Restarts: > 0 },
            Token
        );
        var replica = iris.Revisions.SelectMany(revision => revision.Replicas).Single();
        replica.LastEnd.Should().StartWith("killed by signal 9");
        (await ContainersAsync(engine, fleet)).Should().ContainSingle().Which.Should().NotBe(before);
        (await SpeciesAsync(fleet)).Should().Be("setosa");
    }

    [Fact]
    public async Task Scale_UpAndDown_FailsNoRequest()
    {
        var fleet = await fixture.FleetAsync();
        using var engine = await EngineAsync();
        await using var load = SteadyLoad.Start(fleet.Http, "iris", SteadyLoad.Iris);

        (await fleet.RunAsync(Token, "scale", "iris", "2")).ExitCode.Should().Be(0);
        await fleet.UntilAsync("iris", service => service is { Ready: 2, State: ServiceState.Ready }, Token);
        (await ContainersAsync(engine, fleet)).Should().HaveCount(2);
        await load.WaitForAsync(50, Token);
        (await fleet.RunAsync(Token, "scale", "iris", "1")).ExitCode.Should().Be(0);
        await UntilAsync(async () => (await ContainersAsync(engine, fleet)).Count == 1);

        await load.WaitForAsync(50, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Deploy_AnotherModel_TakesOverWithoutAFailedRequest()
    {
        var fleet = await fixture.FleetAsync();
        using var engine = await EngineAsync();
        var before = (await ContainersAsync(engine, fleet)).Single();
        await using var load = SteadyLoad.Start(fleet.Http, "iris", SteadyLoad.Iris);

        var deploy = await fleet.RunAsync(Token, "deploy", "iris", FleetFixture.Variant(fleet, "next"));

        deploy.ExitCode.Should().Be(0, deploy.All);
        deploy.Errors.Should().Contain("iris: the image slipway.local/trial-");
        await UntilAsync(async () => !(await ContainersAsync(engine, fleet)).Contains(before));
        await load.WaitForAsync(50, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Supervisor_ThatIsKilled_IsFollowedByOneThatFindsTheContainers()
    {
        var fleet = await fixture.FleetAsync();
        using var engine = await EngineAsync();
        var before = await ContainersAsync(engine, fleet);
        var restarts = (await fleet.StatusAsync("iris", Token)).Restarts;
        await using var load = SteadyLoad.Start(fleet.Http, "iris", SteadyLoad.Iris);
        FleetProcesses.Kill(fleet.SupervisorProcess());
        await load.WaitForAsync(50, Token);

        await fleet.UpAsync(Token);

        (await ContainersAsync(engine, fleet)).Should().Equal(before);
        (await fleet.StatusAsync("iris", Token)).Restarts.Should().Be(restarts);
        await load.WaitForAsync(50, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
        var logs = await fleet.RunAsync(Token, "logs", "iris", "-n", "1000");
        var starts = logs.Output.Split('\n').Where(line => line.Contains("Slipway is ready", StringComparison.Ordinal));
        starts.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Down_Fleet_LeavesNoContainer()
    {
        await fixture.RequireAsync();
        await using var fleet = fixture.Fleet();
        fleet.Write(
            $$"""
            {{ContainerFixture.Head}}
            services:
              iris: { model: '{{Checkout.Sample("iris")}}', replicas: 2 }
            """
        );
        await fleet.UpAsync(Token);
        using var engine = await EngineAsync();
        (await ContainersAsync(engine, fleet)).Should().HaveCount(2);

        var down = await fleet.RunAsync(Token, "down");

        down.ExitCode.Should().Be(0, down.All);
        (await ContainersAsync(engine, fleet)).Should().BeEmpty();
        await fleet.EndedAsync(Token);
    }

    [Fact]
    public async Task Up_LessMemoryThanTheServerNeeds_SaysThatItIsOutOfMemory()
    {
        await fixture.RequireAsync();
        await using var fleet = fixture.Fleet();
        fleet.Write(
            $$"""
            {{ContainerFixture.Head}}
            services:
              iris: { model: '{{Checkout.Sample("iris")}}', resources: { memory: 16MB } }
            """
        );

        var up = await fleet.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(7, up.All);
        up.Errors.Should().Contain("out of memory");
    }

    [Fact]
    public async Task Up_OnTheOtherTarget_MovesWithoutAFailedRequest()
    {
        await fixture.RequireAsync();
        await using var fleet = fixture.Fleet();
        fleet.Write(
            $$"""
            {{ContainerFixture.Head.Replace("target: container", "target: process", StringComparison.Ordinal)}}
            services:
              iris: { model: '{{Checkout.Sample("iris")}}', {{FleetFixture.Rollout}} }
            """
        );
        await fleet.UpAsync(Token);
        await using var load = SteadyLoad.Start(fleet.Http, "iris", SteadyLoad.Iris);
        await load.WaitForAsync(20, Token);

        var up = await fleet.RunAsync(Token, "up", "--detach", "--target", "container");

        up.ExitCode.Should().Be(0, up.All);
        using var engine = await EngineAsync();
        await fleet.UntilAsync("iris", service => service.Revisions.Count(each => each.Replicas.Count > 0) == 1, Token);
        (await ContainersAsync(engine, fleet)).Should().ContainSingle();
        await load.WaitForAsync(50, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
        // The supervisor and the gateway.
        fleet.Processes().Should().HaveCount(2);
    }

    private Task<ContainerEngine> EngineAsync() => ContainerEngine.ConnectAsync(fixture.Engine.Socket, Token);

    private static async Task<ContainerState> ContainerAsync(ContainerEngine engine, TestFleet fleet) =>
        (await engine.Containers.FindAsync((await ContainersAsync(engine, fleet)).Single(), Token))!;

    private static Task<IReadOnlyList<string>> ContainersAsync(ContainerEngine engine, TestFleet fleet) =>
        engine.Containers.ListAsync("slipway.fleet", Path.GetFileName(fleet.StateFolder), Token);

    private static async Task<string?> SpeciesAsync(TestFleet fleet)
    {
        using var http = new HttpClient();
        using var content = new StringContent(SteadyLoad.Iris);
        using var answer = await http.PostAsync(new Uri($"{fleet.Http}/v2/models/iris/infer"), content, Token);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        return json.GetProperty("outputs")
            .EnumerateArray()
            .Single(output => output.GetProperty("name").GetString() == "species")
            .GetProperty("data")[0]
            .GetString();
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await isSo())
            await Task.Delay(50, limit.Token);
    }
}
