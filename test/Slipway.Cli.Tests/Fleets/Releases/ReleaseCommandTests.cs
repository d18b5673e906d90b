using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fleets.Releases;

public sealed class ReleaseCommandTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private FakeSupervisor _supervisor = null!;
    private string _error = "";

    public async ValueTask InitializeAsync() => _supervisor = await FakeSupervisor.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Deploy_ThatIsPromoted_ShowsItsStepsAndEndsWell()
    {
        Rollouts(
            null,
            FleetStatuses.Rollout(RolloutPhase.Starting, "revision 2 is starting"),
            FleetStatuses.Rollout(RolloutPhase.Stepping, "revision 2 gets 5 % of the traffic", step: 1) with
            {
                Gates =
                [
                    new GateReading
                    {
                        Gate = "error-rate",
                        Verdict = GateVerdict.Passed,
                        Text = "0 % of 100 requests failed",
                    },
                ],
            },
            FleetStatuses.Rollout(RolloutPhase.Promoted, "every gate has passed.")
        );
        _supervisor.Answer = "2";
        var model = _folder.Write("iris-2.onnx", "");

        var result = await RunAsync("deploy", "iris", model);

        result.Should().Be((ExitCodes.Ok, "Revision 2 of iris is promoted: every gate has passed.\n"));
        _error
            .Should()
            .Be(
                $"""
                Revision 2 of iris is {model}.
                iris: revision 2 after 1, canary, starting, 0 % of the traffic: revision 2 is starting
                iris: revision 2 after 1, canary, stepping, step 1 of 3, 0 % of the traffic: revision 2 gets 5 % of the traffic
                  error-rate: passed: 0 % of 100 requests failed
                iris: revision 2 after 1, canary, promoted, 0 % of the traffic: every gate has passed.

                """.ReplaceLineEndings("\n")
            );
        _supervisor.Orders.Should().ContainSingle().Which.Should().StartWith("POST /services/iris/revisions {");
    }

    [Theory]
    [InlineData(
        RolloutPhase.RolledBack,
        "Revision 2 of iris was rolled back: error-rate: 10 % failed. Revision 1 has the traffic."
    )]
    [InlineData(
        RolloutPhase.Paused,
        "Revision 2 of iris stands still: error-rate: 10 % failed. 'slipway resume iris' has it go on, 'slipway promote iris' gives "
            + "it all traffic, 'slipway rollback iris' takes it back."
    )]
    public async Task Deploy_ThatIsNotPromoted_EndsWithEightAndItsReason(RolloutPhase phase, string message)
    {
        Rollouts(null, FleetStatuses.Rollout(phase, "error-rate: 10 % failed"));
        _supervisor.Answer = "2";

        var result = await RunAsync("deploy", "iris", _folder.Write("iris-2.onnx", ""));

        result.Code.Should().Be(ExitCodes.NotPromoted);
        _error.Should().EndWith($"slipway: {message}\n");
    }

    [Fact]
    public async Task Deploy_WithAnotherRightBehindIt_SaysSo()
    {
        Rollouts(null, FleetStatuses.Rollout(RolloutPhase.Starting) with { Candidate = 3 });
        _supervisor.Answer = "2";

        var result = await RunAsync("deploy", "iris", _folder.Write("iris-2.onnx", ""));

        result.Code.Should().Be(ExitCodes.NotPromoted);
        _error.Should().Contain("Another revision of iris came before revision 2 was promoted.");
    }

    [Fact]
    public async Task Deploy_WithoutWaiting_ReturnsWhenTheOrderIsTaken()
    {
        _supervisor.Answer = "2";

        var result = await RunAsync("deploy", "iris", _folder.Write("iris-2.onnx", ""), "--no-wait");

        result.Should().Be((ExitCodes.Ok, "Revision 2 of iris is on its way; 'slipway status' shows it.\n"));
    }

    [Fact]
    public async Task Pause_ARelease_WaitsUntilItStandsStill()
    {
        Rollouts(
            FleetStatuses.Rollout(RolloutPhase.Stepping, step: 1),
            FleetStatuses.Rollout(RolloutPhase.Stepping, step: 1),
            FleetStatuses.Rollout(RolloutPhase.Paused, step: 1)
        );

        var result = await RunAsync("pause", "iris");

        result.Should().Be((ExitCodes.Ok, "The release of iris stands still.\n"));
        _supervisor.Orders.Should().Equal("POST /services/iris/pause");
    }

    [Fact]
    public async Task Resume_ARelease_WaitsUntilItGoesOn()
    {
        Rollouts(
            FleetStatuses.Rollout(RolloutPhase.Paused),
            FleetStatuses.Rollout(RolloutPhase.Paused),
            FleetStatuses.Rollout(RolloutPhase.Stepping)
        );

        var result = await RunAsync("resume", "iris");

        result.Should().Be((ExitCodes.Ok, "The release of iris goes on.\n"));
        _supervisor.Orders.Should().Equal("POST /services/iris/resume");
    }

    [Fact]
    public async Task Promote_ARelease_WaitsUntilItIs()
    {
        Rollouts(
            FleetStatuses.Rollout(RolloutPhase.Paused),
            FleetStatuses.Rollout(RolloutPhase.Paused),
            FleetStatuses.Rollout(RolloutPhase.Promoted, "by hand")
        );

        var result = await RunAsync("promote", "iris");

        result.Should().Be((ExitCodes.Ok, "Revision 2 of iris is promoted: by hand.\n"));
        _supervisor.Orders.Should().Equal("POST /services/iris/promote");
    }

    [Fact]
    public async Task Rollback_OfAReleaseThatGoesOn_WaitsUntilItIsOver()
    {
        Rollouts(
            FleetStatuses.Rollout(RolloutPhase.Stepping),
            FleetStatuses.Rollout(RolloutPhase.Stepping),
            FleetStatuses.Rollout(RolloutPhase.RolledBack, "by hand")
        );

        var result = await RunAsync("rollback", "iris");

        result
            .Should()
            .Be((ExitCodes.Ok, "Revision 1 of iris has the traffic; revision 2 was rolled back: by hand.\n"));
    }

    [Fact]
    public async Task Rollback_OfAReleaseThatIsOver_WaitsForTheOneThatGoesBack()
    {
        Rollouts(
            FleetStatuses.Rollout(RolloutPhase.RolledBack),
            FleetStatuses.Rollout(RolloutPhase.RolledBack),
            FleetStatuses.Rollout(RolloutPhase.Starting, started: 1),
            FleetStatuses.Rollout(RolloutPhase.Promoted, started: 1)
        );

        var result = await RunAsync("rollback", "iris", "--to", "2");

        result.Should().Be((ExitCodes.Ok, "Revision 2 of iris is promoted: so.\n"));
        _supervisor.Orders.Should().Equal("POST /services/iris/rollback?revision=2");
    }

    [Fact]
    public async Task Order_ThatIsRefused_IsToldInTheSupervisorsWords()
    {
        _supervisor.Refusal = new FleetError { Error = "No release goes on.", Code = "FailedPrecondition" };

        var result = await RunAsync("pause", "iris");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        _error.Should().Be("slipway: No release goes on.\n");
    }

    private void Rollouts(params RolloutStatus?[] rollouts) =>
        _supervisor.Statuses = [
            .. rollouts.Select(rollout => FleetStatuses.Fleet(FleetStatuses.Service() with { Rollout = rollout })),
        ];

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var host = new CliHost { Server = "/programs/Slipway.Server.dll" };
        var result = await host.RunAsync([.. arguments, "--fleet", "trial", "--state", _supervisor.State]);
        _error = result.Error.ReplaceLineEndings("\n");
        return (result.Code, result.Output.ReplaceLineEndings("\n"));
    }
}
