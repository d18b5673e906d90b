using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Simulation;

/// <summary>Many releases of one kind by one strategy.</summary>
internal sealed class Cell
{
    private Cell(Scenario scenario, RolloutStrategy strategy, IReadOnlyList<Outcome> outcomes)
    {
        (Scenario, Strategy, Outcomes) = (scenario, strategy, outcomes);
    }

    public Scenario Scenario { get; }

    public RolloutStrategy Strategy { get; }

    public IReadOnlyList<Outcome> Outcomes { get; }

    /// <summary>A good candidate rolled back, or a bad one promoted.</summary>
    public int Wrong => Outcomes.Count(outcome => outcome.Phase == Opposite);

    /// <summary>Left to a person.</summary>
    public int Paused => Outcomes.Count(outcome => outcome.Phase is RolloutPhase.Paused);

    public int Right => Outcomes.Count - Wrong - Paused;

    private RolloutPhase Opposite => Scenario.Good ? RolloutPhase.RolledBack : RolloutPhase.Promoted;

    /// <summary>The same cell comes out the same, however many others are run.</summary>
    public static Cell Run(Scenario scenario, RolloutStrategy strategy, int releases) =>
        new(
            scenario,
            strategy,
            [
                .. Enumerable
                    .Range(1, releases)
                    .AsParallel()
                    .AsOrdered()
                    .Select(number => new SimulatedRelease(scenario, strategy, Seed(strategy, number)).Run()),
            ]
        );

    public double Quantile(double q, Func<Outcome, double> value)
    {
        double[] sorted = [.. Outcomes.Select(value).Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(q * sorted.Length))];
    }

    private static ulong Seed(RolloutStrategy strategy, int number) => ((ulong)strategy << 32) + (ulong)number;
}
