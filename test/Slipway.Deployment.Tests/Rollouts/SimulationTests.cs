using Slipway.Deployment.Manifest;
using Slipway.Simulation;

namespace Slipway.Deployment.Tests.Rollouts;

/// <summary>What docs/reports/rollout-simulation.md promises, with fewer releases; the seeds are fixed.</summary>
public sealed class SimulationTests
{
    private const int Releases = 100;

    public static TheoryData<string, RolloutStrategy> Promised
    {
        get
        {
            var data = new TheoryData<string, RolloutStrategy>();
            foreach (var scenario in Scenario.All.Where(scenario => scenario.Promised))
            {
                foreach (var strategy in Enum.GetValues<RolloutStrategy>())
                {
                    data.Add(scenario.Name, strategy);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Promised))]
    public void Releases_OfAPromisedKind_HaveUnderFivePercentOfWrongVerdicts(string kind, RolloutStrategy strategy)
    {
        var scenario = Scenario.All.Single(scenario => scenario.Name == kind);
        var cell = Cell.Run(scenario, strategy, Releases);
        cell.Outcomes.Should().HaveCount(Releases);
        (cell.Wrong + cell.Paused).Should().BeLessThan(Releases / 20, string.Join('\n', cell.Outcomes.Take(5)));
    }

    [Fact]
    public void Releases_OfTheSameSeeds_ComeOutTheSame()
    {
        var scenario = Scenario.All.Single(scenario => scenario.Name == "3 % errors");
        var one = Cell.Run(scenario, RolloutStrategy.Canary, 5);
        Cell.Run(scenario, RolloutStrategy.Canary, 5).Outcomes.Should().Equal(one.Outcomes);
    }
}
