using Slipway.Cli.Bench.Reports.Html;

namespace Slipway.Cli.Tests.Bench.Reports;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0.00037)]
    [InlineData(1)]
    [InlineData(47)]
    [InlineData(99_999_999)]
    public void Linear_AnyRange_HasAFewRoundMarksThatHoldIt(double most)
    {
        var axis = Axis.Linear(most, v => $"{v}");

        axis.Ticks.Count.Should().BeInRange(3, 8);
        axis.Ticks[^1].Value.Should().BeGreaterThanOrEqualTo(most * (1 - 1e-9));
        axis.Place(0).Should().Be(0);
        axis.Place(axis.Ticks[^1].Value).Should().BeApproximately(1, 1e-9);
    }

    [Theory]
    [InlineData(120, 130)]
    [InlineData(100, 100)]
    [InlineData(0.7, 5_000_000)]
    public void Logarithmic_AnyRange_HasMarksAndHoldsIt(double least, double most)
    {
        var axis = Axis.Logarithmic(least, most, v => $"{v}");

        axis.Ticks.Count.Should().BeInRange(2, 12);
        axis.Place(least).Should().BeInRange(0, 0.7);
        axis.Place(most).Should().BeInRange(0, 1).And.BeGreaterThanOrEqualTo(axis.Place(least));
    }
}
