using Slipway.Serving.Inference.Classification;

namespace Slipway.Serving.Tests.Inference.Classification;

public sealed class ClassRankingTests
{
    [Theory]
    [InlineData(1, new[] { 2 })]
    [InlineData(2, new[] { 2, 1 })]
    [InlineData(4, new[] { 2, 1, 3, 0 })]
    public void Best_OfTheExtensionsExample_IsTheHighestFirst(int count, int[] expected)
    {
        var best = new int[count];
        ClassRanking.Best<int>([1, 5, 10, 4], best);
        best.Should().Equal(expected);
    }

    [Fact]
    public void Best_EqualValues_StayInTheirOrder()
    {
        var best = new int[5];
        ClassRanking.Best<float>([2, 7, 7, 2, 7, 2], best);
        best.Should().Equal(1, 2, 4, 0, 3);
    }

    [Fact]
    public void Best_NotANumber_IsBehindEverything()
    {
        var best = new int[5];
        ClassRanking.Best<double>([double.NaN, double.NegativeInfinity, 1, double.NaN, double.PositiveInfinity], best);
        best.Should().Equal(4, 2, 1, 0, 3);
    }

    [Fact]
    public void Best_ManyValues_AreThoseOfASort()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var values = new int[random.Next(1, 60)];
            foreach (ref var value in values.AsSpan())
            {
                value = random.Next(-9, 9);
            }

            var best = new int[random.Next(0, values.Length + 1)];
            ClassRanking.Best<int>(values, best);
            best.Should().Equal(Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(best.Length));
        }
    }
}
