using Slipway.Serving.Sources;

namespace Slipway.Serving.Tests.Sources;

public sealed class SettlePolicyTests
{
    private static readonly DateTime Now = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    // newest change this long ago, unchanged for, expected
    [InlineData(3600, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0.4, 0, 0.6)]
    [InlineData(0, 0.9, 0.1)]
    [InlineData(0, 1, 0)]
    [InlineData(-3600, 0, 1)]
    [InlineData(-3600, 0.25, 0.75)]
    [InlineData(-3600, 1, 0)]
    public void Remaining_TimesAndWatching_EitherIsEnough(double age, double unchanged, double expected) =>
        SettlePolicy
            .Remaining(
                Now - TimeSpan.FromSeconds(age),
                TimeSpan.FromSeconds(unchanged),
                false,
                Now,
                TimeSpan.FromSeconds(1)
            )
            .Should()
            .Be(TimeSpan.FromSeconds(expected));

    [Fact]
    public void Remaining_Held_NeverEnds() =>
        SettlePolicy
            .Remaining(Now.AddHours(-1), TimeSpan.FromHours(1), true, Now, TimeSpan.FromSeconds(1))
            .Should()
            .Be(Timeout.InfiniteTimeSpan);

    [Fact]
    public void Remaining_NoSettleTime_TakesWhatIsThere() =>
        SettlePolicy.Remaining(Now.AddHours(1), TimeSpan.Zero, false, Now, TimeSpan.Zero).Should().Be(TimeSpan.Zero);
}
