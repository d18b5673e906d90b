using Slipway.Cli.Fleets.Watching;
using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Tests.Fleets.Watching;

public sealed class PlainDisplayTests : IDisposable
{
    private readonly StringWriter _text = new();

    [Fact]
    public void Show_AgainAndAgain_WritesWhatChanges()
    {
        var display = new PlainDisplay(_text);
        var starting = FleetStatuses.Service(state: ServiceState.Starting, ready: 0, why: "iris-1-1: it is starting");

        display.Show(FleetStatuses.Fleet(starting));
        display.Show(FleetStatuses.Fleet(starting with { Why = "iris-1-1: nothing listens on its port yet" }));
        display.Show(FleetStatuses.Fleet(FleetStatuses.Service()));
        display.Show(FleetStatuses.Fleet(FleetStatuses.Service()));
        display.Show(FleetStatuses.Fleet());

        Lines()
            .Should()
            .Equal(
                "iris: starting (0/1): iris-1-1: it is starting",
                "Gateway: http://127.0.0.1:8080 (REST), http://127.0.0.1:8081 (gRPC)",
                "iris: ready (1/1)",
                "iris: gone"
            );
    }

    [Fact]
    public void Show_ARelease_WritesItsStepsToTheEnd()
    {
        var display = new PlainDisplay(_text);
        foreach (
            var rollout in (RolloutStatus[])
                [
                    FleetStatuses.Rollout(RolloutPhase.Stepping, "0 % of 10 failed", step: 1),
                    FleetStatuses.Rollout(RolloutPhase.Stepping, "0 % of 20 failed", step: 1),
                    FleetStatuses.Rollout(RolloutPhase.Stepping, step: 2),
                    FleetStatuses.Rollout(RolloutPhase.Promoted, "all is well"),
                ]
        )
        {
            display.Show(FleetStatuses.Service() with { Rollout = rollout });
        }

        Lines()
            .Should()
            .Equal(
                "iris: ready (1/1)",
                "iris: revision 2 after 1, canary, stepping, step 1 of 3, 0 % of the traffic: 0 % of 10 failed",
                "iris: revision 2 after 1, canary, stepping, step 2 of 3, 0 % of the traffic: so",
                "iris: revision 2 after 1, canary, promoted, 0 % of the traffic: all is well"
            );
    }

    [Fact]
    public void Show_AReleaseThatWasOverBefore_IsNoNews()
    {
        new PlainDisplay(_text).Show(
            FleetStatuses.Service() with
            {
                Rollout = FleetStatuses.Rollout(RolloutPhase.Promoted),
            }
        );

        Lines().Should().Equal("iris: ready (1/1)");
    }

    public void Dispose() => _text.Dispose();

    private string[] Lines() => _text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
