using Slipway.Cli.Fleets.Views;
using Slipway.Cli.Fleets.Watching;
using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Tests.Fleets.Views;

public sealed class StatusViewTests : IDisposable
{
    private readonly StringWriter _text = new();

    [Fact]
    public void Write_AFleet_HasServicesReleasesRemarksAndTheGateway()
    {
        StatusView.Write(
            new CliConsole(_text, _text, outputIsTerminal: false, showsProgress: false).Tables,
            FleetStatuses.Fleet(
                FleetStatuses.Service() with
                {
                    Rate = 20.4,
                    P50 = 1.23,
                    P99 = 20,
                    FailureRate = 0.02,
                    MemoryBytes = 101_000_000,
                    Restarts = 1,
                    Rollout = FleetStatuses.Rollout(
                        RolloutPhase.Stepping,
                        "revision 2 gets 5 % of the traffic",
                        step: 1
                    ),
                },
                FleetStatuses.Service("ner", ServiceState.Failed, ready: 0, why: "ner-1-1: exit code [3]\e[31m")
            ) with
            {
                Remarks = ["the memory of ner is watched"],
            }
        );

        Lines()
            .Should()
            .Equal(
                "trial of /fleets/trial",
                "╭─────────┬──────────┬───────┬───────────┬───────┬────────┬───────┬──────────┬────────┬──────────┬─────────────────────────────────────╮",
                "│ service │ revision │ ready │ traffic % │ req/s │    p50 │   p99 │ failures │ memory │ restarts │ state                               │",
                "├─────────┼──────────┼───────┼───────────┼───────┼────────┼───────┼──────────┼────────┼──────────┼─────────────────────────────────────┤",
                "│ iris    │ 1        │   1/1 │       100 │    20 │ 1.2 ms │ 20 ms │      2 % │ 101 MB │        1 │ ready                               │",
                "│ ner     │ 1        │   0/1 │       100 │     0 │      - │     - │      0 % │      - │        0 │ failed: ner-1-1: exit code [3]?[31m │",
                "╰─────────┴──────────┴───────┴───────────┴───────┴────────┴───────┴──────────┴────────┴──────────┴─────────────────────────────────────╯",
                "iris: revision 2 after 1, canary, stepping, step 1 of 3, 0 % of the traffic: revision 2 gets 5 % of the traffic",
                "Gateway: http://127.0.0.1:8080 (REST), http://127.0.0.1:8081 (gRPC)",
                "Note: the memory of ner is watched"
            );
    }

    [Fact]
    public void Write_NarrowTerminal_HasTheColumnsThatAreLookedAtFirst()
    {
        var tables = new CliConsole(_text, _text, outputIsTerminal: false, showsProgress: false).Tables;
        tables.Profile.Width = 80;

        StatusView.Write(tables, FleetStatuses.Fleet(FleetStatuses.Service() with { Rate = 20.4, P99 = 20 }));

        Lines()
            .Should()
            .Contain([
                "│ service │ revision │ ready │ req/s │   p99 │ failures │ state │",
                "│ iris    │ 1        │   1/1 │    20 │ 20 ms │      0 % │ ready │",
            ]);
    }

    [Fact]
    public async Task LiveDisplay_WhatIsShownAndSaid_StandsTogether()
    {
        var console = new CliConsole(_text, _text, outputIsTerminal: false, showsProgress: false);

        await LiveDisplay.RunAsync(
            console,
            display =>
            {
                display.Hint("Ctrl+C leaves.");
                display.Show(FleetStatuses.Fleet(FleetStatuses.Service()));
                display.Say("The supervisor has died.");
                return Task.FromResult(0);
            }
        );

        Lines()
            .TakeLast(3)
            .Should()
            .Equal(
                "Gateway: http://127.0.0.1:8080 (REST), http://127.0.0.1:8081 (gRPC)",
                "The supervisor has died.",
                "Ctrl+C leaves."
            );
    }

    public void Dispose() => _text.Dispose();

    private IEnumerable<string> Lines() =>
        _text
            .ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd())
            .Where(line => line.Length > 0);
}
