namespace Slipway.Deployment.Tests;

public sealed class DurationConverterTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1_500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d1h1m1s1ms", 90_061_001)]
    public void TryParse_WhatPeopleWrite_IsRead(string text, double milliseconds)
    {
        DurationConverter.TryParse(text, out var duration).Should().BeTrue();
        duration.Should().Be(TimeSpan.FromMilliseconds(milliseconds));
        DurationConverter.TryParse(DurationConverter.Text(duration), out var again).Should().BeTrue();
        again.Should().Be(duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("1s1m")]
    [InlineData("1s1s")]
    [InlineData("1 s")]
    [InlineData("1y")]
    [InlineData("366d")]
    [InlineData("1.2.3s")]
    [InlineData("s")]
    public void TryParse_AnythingElse_IsRefused(string text) =>
        DurationConverter.TryParse(text, out _).Should().BeFalse();
}
