using System.Diagnostics;
using Slipway.Deployment.Fleet;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>What changes of a fleet while it is asked all the time.</summary>
public sealed class TrafficTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private const int Some = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestFleet Fleet => fixture.Fleet;

    [Fact]
    public async Task Scale_UpAndDownUnderLoad_FailsNoRequest()
    {
        await using var load = SteadyLoad.Start(Fleet.Http, "iris", SteadyLoad.Iris);
        await load.WaitForAsync(Some, Token);

        await TellAsync("iris has 3 replicas.", "scale", "iris", "3");
        (await Fleet.ReplicasAsync(Token)).Should().HaveCount(3);
        await load.WaitForAsync(Some, Token);
        await TellAsync("iris has 1 replica.", "scale", "iris", "1");
        (await Fleet.ReplicasAsync(Token)).Should().HaveCount(1);
        await load.WaitForAsync(Some, Token);

        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Restart_UnderLoad_ReplacesEveryReplicaAndFailsNoRequest()
    {
        await using var load = SteadyLoad.Start(Fleet.Http, "iris", SteadyLoad.Iris);
        var before = (await Fleet.ReplicasAsync(Token)).Values;

        await TellAsync("iris was restarted.", "restart", "iris");

        (await Fleet.ReplicasAsync(Token)).Values.Should().NotIntersectWith(before).And.HaveCount(1);
        await load.WaitForAsync(Some, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Deploy_UnderLoad_PromotesTheRevisionAndFailsNoRequest()
    {
        await using var load = SteadyLoad.Start(Fleet.Http, "iris", SteadyLoad.Iris);
        await load.WaitForAsync(Some, Token);
        var before = await Fleet.StatusAsync("iris", Token);

        var deploy = await Fleet.RunAsync(Token, "deploy", "iris", fixture.Variant("rolling"));

        var revision = before.Revisions[0].Number + 1;
        deploy.ExitCode.Should().Be(0, deploy.All);
        deploy.Output.Should().StartWith($"Revision {revision} of iris is promoted: ");
        await load.WaitForAsync(Some, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
        var after = await Fleet.StatusAsync("iris", Token);
        after.Revisions.Single(each => each.Weight > 0).Number.Should().Be(revision);
    }

    [Fact]
    public async Task Kill_OneOfTwoReplicasUnderLoad_FailsNoRequestThatMayBeSentAgain()
    {
        await TellAsync("iris has 2 replicas.", "scale", "iris", "2");
        await using var load = SteadyLoad.Start(Fleet.Http, "iris", SteadyLoad.Iris);
        await load.WaitForAsync(Some, Token);

        var (name, pid) = (await Fleet.ReplicasAsync(Token)).First();
        using (var replica = Process.GetProcessById(pid))
        {
            replica.Kill();
        }

        // It comes back, as another process.
        await Fleet.UntilAsync(
            "iris",
            service => service.Ready == 2 && Replica(service, name) is { Restarts: 1, State: ReplicaState.Ready },
            Token
        );
        await load.WaitForAsync(Some, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
        Replica(await Fleet.StatusAsync("iris", Token), name)!.LastEnd.Should().Be("killed by signal 9");
        await TellAsync("iris has 1 replica.", "scale", "iris", "1");
    }

    private static ReplicaStatus? Replica(ServiceStatus service, string name) =>
        service.Revisions.SelectMany(revision => revision.Replicas).FirstOrDefault(replica => replica.Name == name);

    private async Task TellAsync(string answer, params string[] arguments)
    {
        var result = await Fleet.RunAsync(Token, arguments);
        result.ExitCode.Should().Be(0, result.All);
        result.Output.Should().Be(answer + Environment.NewLine);
    }
}
