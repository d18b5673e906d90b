using Slipway.Deployment.Fleet;
using Slipway.Gateway.Console.Shown;

namespace Slipway.Gateway.Tests.Console.Shown;

public sealed class ShowTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0/s")]
    [InlineData(0.01, "< 0.1/s")]
    [InlineData(0.456, "0.46/s")]
    [InlineData(12.34, "12.3/s")]
    [InlineData(99.96, "100/s")]
    [InlineData(12345.6, "12,346/s")]
    public void Rate_OfAnySize_HasFewDigits(double? rate, string shown) => Show.Rate(rate).Should().Be(shown);

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.523, "0.52 ms")]
    [InlineData(9.996, "10 ms")]
    [InlineData(1534.0, "1,534 ms")]
    [InlineData(15340.0, "15.3 s")]
    public void Milliseconds_OfAnySize_HaveFewDigits(double? milliseconds, string shown) =>
        Show.Milliseconds(milliseconds).Should().Be(shown);

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0 %")]
    [InlineData(0.0002, "< 0.1 %")]
    [InlineData(0.0213, "2.1 %")]
    [InlineData(1.0, "100 %")]
    public void Percent_OfAnySize_SaysWhetherItIsNone(double? part, string shown) =>
        Show.Percent(part).Should().Be(shown);

    [Theory]
    [InlineData(0L, "–")]
    [InlineData(2048L, "2 KB")]
    [InlineData(148_000_000L, "141 MB")]
    [InlineData(5_000_000_000L, "4.66 GB")]
    public void Bytes_OfAnySize_HaveAUnit(long bytes, string shown) => Show.Bytes(bytes).Should().Be(shown);

    [Theory]
    [InlineData(2, "just now")]
    [InlineData(59, "59 s ago")]
    [InlineData(119, "1 min ago")]
    [InlineData(7300, "2 h ago")]
    [InlineData(200_000, "2 d ago")]
    public void Ago_OfAnyAge_IsInOneUnit(int seconds, string shown) =>
        Show.Ago(TimeSpan.FromSeconds(seconds)).Should().Be(shown);

    [Fact]
    public void Words_OfAState_AreWords() => Show.Words(ReplicaState.CrashLoop).Should().Be("crash loop");
}
