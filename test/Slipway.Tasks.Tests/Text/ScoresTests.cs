using CsCheck;
using Slipway.Tasks.Text;

namespace Slipway.Tasks.Tests.Text;

public sealed class ScoresTests
{
    [Fact]
    public void Softmax_LargeLogits_DoesNotOverflow()
    {
        float[] values = [1000, 1000, float.NegativeInfinity];
        Scores.Softmax(values);
        values.Should().Equal(0.5f, 0.5f, 0);
    }

    [Fact]
    public void Highest_AnyValues_AreThoseOfASort() =>
        Gen.Select(Gen.Int[0, 5].Select(value => (float)value).Array[0, 30], Gen.Int[1, 40])
            .Sample(
                (values, count) =>
                    Scores
                        .Highest(values, count)
                        .Should()
                        .Equal(
                            Enumerable
                                .Range(0, values.Length)
                                .OrderByDescending(i => values[i])
                                .ThenBy(i => i)
                                .Take(count)
                        )
            );

    [Fact]
    public void LogSumExp_OfNothingLikely_IsNothing() =>
        Scores.LogSumExp([float.NegativeInfinity]).Should().Be(double.NegativeInfinity);
}
