using System.Globalization;
using System.Numerics;
using System.Text;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.Tests.Json.Writing;

/// <summary>The framework's own shortest form is the measure; every float in turn takes minutes, so this is one of 4,001.</summary>
public sealed class SingleTextTests
{
    private const long Stride = 4_001;

    [Fact]
    public void Write_FloatsOfEverySize_AsTheFrameworkDoes()
    {
        Span<byte> actual = stackalloc byte[JsonOutput.LongestNumber];
        Span<byte> expected = stackalloc byte[JsonOutput.LongestNumber];
        for (long bits = 0; bits <= uint.MaxValue; bits += Stride)
        {
            var value = BitConverter.UInt32BitsToSingle((uint)bits);
            if (!float.IsFinite(value))
                continue;
            var length = SingleText.Write(actual, value, keepFraction: false);
            value.TryFormat(expected, out var expectedLength, default, CultureInfo.InvariantCulture);
            if (!actual[..length].SequenceEqual(expected[..expectedLength]))
                Assert.Fail($"0x{bits:X8} should be {Text(expected[..expectedLength])}, not {Text(actual[..length])}.");
        }
    }

    [Theory]
    [InlineData(0f, "0.0")]
    [InlineData(-0f, "-0.0")]
    [InlineData(4f, "4.0")]
    [InlineData(-16777216f, "-16777216.0")]
    [InlineData(123456790f, "123456790.0")]
    [InlineData(1e9f, "1E+09")]
    [InlineData(0.5f, "0.5")]
    [InlineData(0.0001f, "0.0001")]
    [InlineData(0.00001f, "1E-05")]
    [InlineData(float.Epsilon, "1E-45")]
    [InlineData(float.MinValue, "-3.4028235E+38")]
    public void Write_KeepFraction_EveryNumberHasOneOrAnExponent(float value, string expected)
    {
        Span<byte> text = stackalloc byte[JsonOutput.LongestNumber];
        Assert.Equal(expected, Text(text[..SingleText.Write(text, value, keepFraction: true)]));
    }

    [Fact]
    public void Write_PowersOfTwoAndNeighbours_ReadBack()
    {
        Span<byte> text = stackalloc byte[JsonOutput.LongestNumber];
        for (uint exponent = 0; exponent < 255; exponent++)
        {
            for (var near = -2; near <= 2; near++)
            {
                var value = BitConverter.UInt32BitsToSingle((uint)Math.Max(0, (exponent << 23) + near));
                var length = SingleText.Write(text, value, keepFraction: false);
                Assert.Equal(value, float.Parse(text[..length], CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void PowerOfTen_All_AreTheFirst64BitsRoundedUp()
    {
        for (var power = -31; power <= 45; power++)
        {
            // As a fraction: what is above and below the line.
            var above = BigInteger.Pow(10, Math.Max(power, 0));
            var below = BigInteger.Pow(10, Math.Max(-power, 0));
            var shift = 64 + (int)below.GetBitLength() - (int)above.GetBitLength();
            var scaled = Scale(above, below, shift);
            if (scaled.GetBitLength() > 64)
                scaled = Scale(above, below, shift - 1);
            Assert.Equal(scaled, ShortestSingle.PowerOfTen(power));
        }
    }

    private static BigInteger Scale(BigInteger above, BigInteger below, int shift)
    {
        if (shift >= 0)
            above <<= shift;
        else
            below <<= -shift;
        return (above + below - 1) / below;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
