using Slipway.Deployment.Rollouts.Gates.Statistics;
using Slipway.Simulation;

namespace Slipway.Deployment.Tests.Rollouts.Gates.Statistics;

public sealed class BetaMixtureTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5, 0.5723649429247001)] // ln √π
    [InlineData(5, 3.1780538303479458)] // ln 4!
    [InlineData(21, 42.33561646075349)] // ln 20!
    [InlineData(1e-3, 6.907178885383853)]
    [InlineData(1e9, 19723265827.503716)]
    public void LogGamma_KnownValues_AreMet(double x, double expected) =>
        LogGamma.Of(x).Should().BeApproximately(expected, 1e-10 * Math.Max(1, Math.Abs(expected)));

    // That is what makes E a martingale: its expectation under p is 1, at any number of trials.
    [Theory]
    [InlineData(0.01, 0.012)]
    [InlineData(0.01, 0.3)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.05, 0.05)]
    [InlineData(0.95, 0.9)]
    public void SurelyAboveOrBelow_UnderTheTruth_HasEvidenceOfOneOnTheAverage(double mean, double p)
    {
        var mixture = new BetaMixture(mean);
        foreach (var trials in (int[])[1, 7, 60, 400])
        {
            var sum = 0.0;
            for (var hits = 0; hits <= trials; hits++)
            {
                var choose = -LogGamma.Beta(hits + 1, trials - hits + 1) - Math.Log(trials + 1);
                var likelihood = choose + (hits * Math.Log(p)) + ((trials - hits) * Math.Log(1 - p));
                sum += Math.Exp(likelihood + mixture.LogEvidence(new Proportion(hits, trials), p));
            }

            sum.Should().BeApproximately(1, 1e-9);
        }
    }

    [Theory]
    [InlineData(0.012)]
    [InlineData(0.05)]
    [InlineData(0.5)]
    public void SurelyAbove_LookedAtAfterEachTrial_ErrsNoMoreOftenThanItSays(double p)
    {
        const double alpha = 0.05;
        var mixture = new BetaMixture(p);
        var wrong = Enumerable.Range(0, 1_000).Count(run => Errs(new Chance((ulong)run), mixture, p, alpha));
        // One side of the interval, so that it is about half; a test made for one look alone would err in a third of the runs.
        wrong.Should().BeInRange(1, 50);
    }

    [Fact]
    public void Bounds_OfAnyCounts_AreWhereTheTestsTurn()
    {
        var mixture = new BetaMixture(0.02);
        foreach (
            var seen in (Proportion[])[new(0, 10), new(3, 40), new(40, 40), new(1, 100_000), new(500_000, 1_000_000)]
        )
        {
            var (lower, upper) = (mixture.Lower(seen, 0.01), mixture.Upper(seen, 0.01));
            lower.Should().BeLessThanOrEqualTo(seen.Rate);
            upper.Should().BeGreaterThanOrEqualTo(seen.Rate);
            if (seen.Hits > 0)
            {
                mixture.SurelyAbove(seen, lower * 0.999, 0.01).Should().BeTrue();
                mixture.SurelyAbove(seen, (lower * 0.999) + (seen.Rate * 0.001), 0.01).Should().BeFalse();
            }

            if (seen.Hits < seen.Count)
            {
                mixture.SurelyBelow(seen, upper + (0.001 * (1 - upper)), 0.01).Should().BeTrue();
                mixture.SurelyBelow(seen, upper - (0.001 * (upper - seen.Rate)), 0.01).Should().BeFalse();
            }
        }
    }

    [Fact]
    public void SurelyAboveAndBelow_AtTheEnds_AreExact()
    {
        var mixture = new BetaMixture(0.01);
        mixture.SurelyAbove(new Proportion(1, 1_000), 0, 0.01).Should().BeTrue();
        mixture.SurelyAbove(new Proportion(0, 1_000), 0, 0.01).Should().BeFalse();
        mixture.SurelyAbove(new Proportion(0, 0), 0, 0.01).Should().BeFalse();
        mixture.SurelyAbove(new Proportion(10, 10), 1, 0.01).Should().BeFalse();
        mixture.SurelyBelow(new Proportion(0, 0), 0.5, 0.01).Should().BeFalse();
        mixture.SurelyBelow(new Proportion(10, 10), 1.01, 0.01).Should().BeTrue();
    }

    private static bool Errs(Chance chance, BetaMixture mixture, double p, double alpha)
    {
        var hits = 0;
        for (var trials = 1; trials <= 2_000; trials++)
        {
            hits += chance.Is(p) ? 1 : 0;
            if (mixture.SurelyAbove(new Proportion(hits, trials), p, alpha))
                return true;
        }

        return false;
    }
}
