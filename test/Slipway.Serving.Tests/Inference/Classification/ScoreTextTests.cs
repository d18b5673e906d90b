using System.Numerics;
using System.Text;
using Slipway.Serving.Inference.Classification;

namespace Slipway.Serving.Tests.Inference.Classification;

/// <summary>The expectations are what C's printf writes for %f.</summary>
public sealed class ScoreTextTests
{
    [Theory]
    [InlineData(0.1f, "0.100000")]
    [InlineData(3.3f, "3.300000")]
    [InlineData(1e-9f, "0.000000")]
    [InlineData(-1e-9f, "-0.000000")]
    [InlineData(-0f, "-0.000000")]
    [InlineData(16777216f, "16777216.000000")]
    [InlineData(1e10f, "10000000000.000000")]
    [InlineData(3.4028235e38f, "340282346638528859811704183484516925440.000000")]
    [InlineData(float.NaN, "nan")]
    [InlineData(float.PositiveInfinity, "inf")]
    [InlineData(float.NegativeInfinity, "-inf")]
    public void Single_HasSixDecimals(float value, string expected) => Text(value).Should().Be(expected);

    [Theory]
    [InlineData(0.0078125, "0.007812")]
    [InlineData(0.0234375, "0.023438")]
    [InlineData(-0.0078125, "-0.007812")]
    [InlineData(1.0078125, "1.007812")]
    [InlineData(123456.0703125, "123456.070312")]
    [InlineData(0.12345650000000001, "0.123457")]
    [InlineData(0.5, "0.500000")]
    [InlineData(2.9999999, "3.000000")]
    [InlineData(70368744177663.9921875, "70368744177663.992188")]
    public void Double_InTheMiddle_GoesToTheEvenDigit(double value, string expected) =>
        Text(value).Should().Be(expected);

    [Fact]
    public void Double_TheLargest_IsWrittenInFull() =>
        Text(double.MinValue).Should().HaveLength(1 + 309 + 7).And.StartWith("-17976931348623157");

    [Fact]
    public void Integers_AreWrittenInFull()
    {
        Text(sbyte.MinValue).Should().Be("-128");
        Text(ulong.MaxValue).Should().Be("18446744073709551615");
        Text(long.MinValue).Should().Be("-9223372036854775808");
    }

    private static string Text<T>(T value)
        where T : unmanaged, INumber<T>
    {
        Span<byte> text = stackalloc byte[352];
        return Encoding.UTF8.GetString(text[..ScoreText.Write(value, text)]);
    }
}
