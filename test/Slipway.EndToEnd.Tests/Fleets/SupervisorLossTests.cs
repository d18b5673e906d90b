using System.Diagnostics;
using Slipway.Deployment.Fleet;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>What a supervisor that is killed leaves behind, and who takes it up.</summary>
public sealed class SupervisorLossTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // On ports of its own, which whoever comes next must not take for somebody else's.
    private static string Iris
    {
        get
        {
            var (http, grpc) = FreePorts.Take();
            return $$"""
                name: trial
                gateway: { port: {{http}}, grpc_port: {{grpc}} }
                services:
                  iris: { model: '{{Checkout.Sample("iris")}}', replicas: 2 }
                """;
        }
    }

    [Fact]
    public async Task Up_AfterTheSupervisorWasKilled_FindsEveryProcessAndTheHistory()
    {
        await using var fleet = await TestFleet.StartAsync(Iris, Token);
        await using var load = SteadyLoad.Start(fleet.Http, "iris", SteadyLoad.Iris);
        (await fleet.RunAsync(Token, "restart", "iris")).ExitCode.Should().Be(0);
        var (replicas, gateway, http) = (await fleet.ReplicasAsync(Token), await GatewayAsync(fleet), fleet.Http);

        Kill(fleet.SupervisorProcess());

        var status = await fleet.RunAsync(Token, "status");
        status.ExitCode.Should().Be(4);
        status.Errors.Should().Contain("The supervisor of trial is gone").And.Contain("slipway up --detach");
        await load.WaitForAsync(50, Token);

        var up = await fleet.UpAsync(Token);

        up.Errors.Should().Contain("trial runs already.");
        (await fleet.ReplicasAsync(Token)).Should().BeEquivalentTo(replicas);
        (await GatewayAsync(fleet)).Should().Be(gateway);
        fleet.Http.Should().Be(http);
        var history = await fleet.RunAsync(Token, "history");
        history.Output.Should().Contain("the fleet starts with iris").And.Contain("restarted");
        await load.WaitForAsync(50, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Down_AfterTheSupervisorWasKilled_LeavesNoProcess()
    {
        await using var fleet = await TestFleet.StartAsync(Iris, Token);
        Kill(fleet.SupervisorProcess());
        fleet.Processes().Should().HaveCount(3);

        var down = await fleet.RunAsync(Token, "down");

        down.ExitCode.Should().Be(0, down.All);
        await fleet.EndedAsync(Token);
    }

    [Fact]
    public async Task Up_InTheForeground_ReplacesASupervisorThatDies()
    {
        await using var fleet = new TestFleet();
        fleet.Write(Iris);
        await using var up = fleet.Start("up");
        await up.WaitForAsync("trial is ready.", Token);
        var replicas = await fleet.ReplicasAsync(Token);

        Kill(fleet.SupervisorProcess());

        await up.WaitForAsync("The supervisor has died; another one takes over what it ran.", Token);
        await fleet.UntilAsync("iris", service => service.State == ServiceState.Ready, Token);
        (await fleet.ReplicasAsync(Token)).Should().BeEquivalentTo(replicas);

        up.Signal(ToolRun.Sigint);
        var end = await up.WaitAsync(Token);
        end.ExitCode.Should().Be(0, end.All);
        end.Output.Should().EndWith($"trial is down.{Environment.NewLine}");
        await fleet.EndedAsync(Token);
    }

    [Fact]
    public async Task Up_AfterTheMachineWentDown_GoesOnWithTheRevisionsAndOwnsTheFleet()
    {
        await using var fleet = await TestFleet.StartAsync(Iris, Token);
        // The supervisor first, which would start the others again.
        Kill(fleet.SupervisorProcess());
        foreach (var process in fleet.Processes())
        {
            Kill(process);
        }

        await using var up = fleet.Start("up");
        await up.WaitForAsync("trial is ready.", Token);

        (await fleet.StatusAsync("iris", Token)).Revisions.Should().ContainSingle().Which.Number.Should().Be(1);
        up.Signal(ToolRun.Sigint);
        var end = await up.WaitAsync(Token);
        end.Output.Should()
            .StartWith("Ctrl+C takes the fleet down.")
            .And.EndWith($"trial is down.{Environment.NewLine}");
        await fleet.EndedAsync(Token);
    }

    private static async Task<int?> GatewayAsync(TestFleet fleet) => (await fleet.StatusAsync(Token)).Gateway.ProcessId;

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        process.WaitForExit();
    }
}
