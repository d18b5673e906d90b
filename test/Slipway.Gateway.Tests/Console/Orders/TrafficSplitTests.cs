using Slipway.Gateway.Console.Orders;

namespace Slipway.Gateway.Tests.Console.Orders;

public sealed class TrafficSplitTests
{
    [Fact]
    public void Of_WeightsThatAreNoWholePercents_MakesAHundred()
    {
        var split = Of(1 / 3.0, 1 / 3.0, 1 / 3.0);

        split.Problem.Should().BeNull();
        split.Weights.Values.Sum().Should().BeApproximately(1, 1e-9);
        split.Weights.Values.Should().OnlyContain(weight => weight >= 0.33 && weight <= 0.34);
    }

    [Fact]
    public void Set_OneOfTwo_GivesTheOtherTheRest()
    {
        var split = Of(0.75, 0.25);

        split.Set(2, 40);

        split[1].Should().Be(60);
        split.Problem.Should().BeNull();
        split.InWords.Should().Be("revision 1 gets 60 %, revision 2 gets 40 %.");
    }

    [Theory]
    [InlineData(20, "Together 95 %: 5 % are missing.")]
    [InlineData(25, null)]
    [InlineData(60, "Together 135 %: 35 % too much.")]
    public void Set_OneOfThree_LeavesTheSumToThePerson(int percent, string? problem)
    {
        var split = Of(0.5, 0.25, 0.25);

        split.Set(3, percent);

        split.Problem.Should().Be(problem);
        split[1].Should().Be(50);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(400, 100)]
    public void Set_OutOfRange_IsTakenAtTheEdge(int percent, int taken)
    {
        var split = Of(0.5, 0.5);

        split.Set(1, percent);

        split[1].Should().Be(taken);
        split.Problem.Should().BeNull();
    }

    private static TrafficSplit Of(params double[] weights) =>
        TrafficSplit.Of(weights.Select((weight, i) => Fleets.Revision("ner", i + 1, weight)));
}
