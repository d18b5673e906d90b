using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.Json.Reading;

public sealed class NumberFormatTests
{
    private const int Count = 200_000;

    [Fact]
    public void Single_RandomBitPatterns_ComeBackFromEveryUsualText()
    {
        var random = new Random(1);
        for (var i = 0; i < Count; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsFinite(value))
                continue;
            Single(value.ToString("R", CultureInfo.InvariantCulture)).Should(value);
            // Python writes a float32 as the double that it is.
            Single(((double)value).ToString("R", CultureInfo.InvariantCulture)).Should(value);
            Single(value.ToString("E20", CultureInfo.InvariantCulture)).Should(value);
        }
    }

    [Fact]
    public void Single_RandomDecimals_RoundAsTheFrameworkDoes()
    {
        var random = new Random(2);
        for (var i = 0; i < Count; i++)
        {
            var text = Decimal(random, largestExponent: 50);
            var expected = float.Parse(text, CultureInfo.InvariantCulture);
            if (float.IsFinite(expected))
                Single(text).Should(expected);
            else
                Parse(text, out float _).Should().Be(ElementStatus.OutOfRange, text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(",0.123456789012345,7]")]
    [InlineData(" ,              1,1,1]")]
    [InlineData("]}                          ")]
    public void Single_WhateverFollows_IsReadTheSame(string behind)
    {
        // Every number of digits on either side of the point, of which some are read eight at a time.
        var random = new Random(5);
        for (var whole = 1; whole <= 10; whole++)
        {
            for (var fraction = 0; fraction <= 20; fraction++)
            {
                for (var i = 0; i < 50; i++)
                {
                    var digits = string.Concat(Enumerable.Range(0, whole + fraction).Select(_ => random.Next(10)));
                    var first = whole == 1 ? digits[..1] : $"{1 + random.Next(9)}{digits[1..whole]}";
                    var text = $"{(i % 2 == 0 ? "-" : "")}{first}{(fraction == 0 ? "" : "." + digits[whole..])}";
                    var status = SingleFormat.Parse(
                        Encoding.UTF8.GetBytes(text + behind),
                        true,
                        out var value,
                        out var length
                    );
                    status.Should().Be(ElementStatus.Done, text);
                    length.Should().Be(text.Length, text);
                    if (value != float.Parse(text, CultureInfo.InvariantCulture))
                        Assert.Fail(text);
                }
            }
        }
    }

    [Theory]
    [InlineData(",")]
    [InlineData(", ")]
    [InlineData(",\n  ")]
    public void Runs_OfWhateverForms_AreReadAsEachByItself(string separator)
    {
        var random = new Random(6);
        var texts = Enumerable.Range(0, 50_000).Select(i => AnyForm(random, i)).ToList();
        var json = Encoding.UTF8.GetBytes(string.Join(separator, texts) + "]");
        var singles = texts.Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Scan(DataType.Fp32, json, texts.Count).Should().Equal(MemoryMarshal.AsBytes<float>(singles).ToArray());
        var doubles = texts.Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Scan(DataType.Fp64, json, texts.Count).Should().Equal(MemoryMarshal.AsBytes<double>(doubles).ToArray());
    }

    [Theory]
    [InlineData("01.5")]
    [InlineData("1.")]
    [InlineData("-.5")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("00000000000000000")]
    [InlineData("1234567890123456.")]
    [InlineData("1 2")]
    [InlineData("1.5x")]
    [InlineData("1/2")]
    [InlineData("1:2")]
    public void Runs_WithAWrongNumber_EndBeforeIt(string wrong)
    {
        const int before = 21;
        var numbers = string.Concat(Enumerable.Repeat("0.25,", before));
        var json = Encoding.UTF8.GetBytes(numbers + wrong + string.Concat(Enumerable.Repeat(",0.25", 40)) + "]");
        foreach (var type in new[] { DataType.Fp32, DataType.Fp64 })
        {
            using var writer = new TensorBufferWriter();
            var result = ElementScanner.For(type)!.Scan(json, true, writer, 100);
            // What is a number until there is taken, as it would be at an array's end.
            var isTaken = wrong is "1 2" or "1.5x" or "1/2" or "1:2" or "1.2.3";
            result.Count.Should().Be(isTaken ? before + 1 : before);
            (result.Status == ElementStatus.Done).Should().Be(isTaken);
            if (!isTaken)
                result.Consumed.Should().Be(numbers.Length);
        }
    }

    [Theory]
    [InlineData("01.5")]
    [InlineData("00")]
    [InlineData("1.")]
    [InlineData("1.,")]
    [InlineData("-.5")]
    [InlineData("-")]
    [InlineData("1.5e")]
    [InlineData("+1")]
    [InlineData(".5")]
    public void Single_Malformed_IsSoWhateverFollows(string text)
    {
        var input = Encoding.UTF8.GetBytes(text + ",0.1234567890123456789012345]");
        SingleFormat.Parse(input, true, out _, out _).Should().NotBe(ElementStatus.Done);
    }

    [Fact]
    public void Single_MiddlesBetweenTwoFloats_RoundToEven()
    {
        var random = new Random(3);
        for (var i = 0; i < Count / 4; i++)
        {
            var low = BitConverter.Int32BitsToSingle(random.Next(0x0080_0000, 0x7F00_0000));
            var middle = ((double)low + MathF.BitIncrement(low)) / 2;
            foreach (var near in new[] { Math.BitDecrement(middle), middle, Math.BitIncrement(middle) })
            {
                var text = near.ToString("E40", CultureInfo.InvariantCulture);
                Single(text).Should(float.Parse(text, CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void Double_RandomBitPatternsAndDecimals_RoundAsTheFrameworkDoes()
    {
        var random = new Random(4);
        for (var i = 0; i < Count; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
                Check(value.ToString("R", CultureInfo.InvariantCulture));
            Check(Decimal(random, largestExponent: 10));
        }

        static void Check(string text)
        {
            Parse(text, out double value).Should().Be(ElementStatus.Done, text);
            if (
                BitConverter.DoubleToInt64Bits(value)
                != BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture))
            )
                Assert.Fail(text);
        }
    }

    [Theory]
    [InlineData("1.00000017881393432617187499", 1.00000011920928955078125f)]
    [InlineData("1.00000017881393432617187500", 1.00000023841857910156250f)]
    [InlineData("1.00000017881393432617187501", 1.00000023841857910156250f)]
    [InlineData("7.006492321624085e-46", 0f)]
    [InlineData("7.006492321624086e-46", 1.4e-45f)]
    [InlineData("340282356779733661637539395458142568447", float.MaxValue)]
    [InlineData("0e999999999999", 0f)]
    [InlineData("1e-999999999999", 0f)]
    public void Single_HardCases_RoundCorrectly(string text, float expected) => Single(text).Should(expected);

    [Theory]
    [InlineData("340282356779733661637539395458142568448")]
    [InlineData("1e999999999999")]
    public void Single_TooLarge_IsOutOfRange(string text) =>
        Parse(text, out float _).Should().Be(ElementStatus.OutOfRange);

    [Fact]
    public void Number_CutAnywhere_IsIncomplete()
    {
        foreach (var text in new[] { "-12.5e-10", "NaN", "-Infinity", "Infinity" })
        {
            for (var length = 0; length < text.Length; length++)
            {
                SingleFormat
                    .Parse(Encoding.ASCII.GetBytes(text[..length]), isComplete: false, out _, out _)
                    .Should()
                    .Be(ElementStatus.Incomplete, text[..length]);
            }
        }
    }

    private static ElementStatus Parse(string text, out float value) =>
        SingleFormat.Parse(Encoding.ASCII.GetBytes(text + ","), isComplete: false, out value, out _);

    private static ElementStatus Parse(string text, out double value) =>
        DoubleFormat.Parse(Encoding.ASCII.GetBytes(text + ","), isComplete: false, out value, out _);

    private static byte[] Scan(DataType type, byte[] json, int count)
    {
        using var writer = new TensorBufferWriter();
        var result = ElementScanner.For(type)!.Scan(json, true, writer, count);
        result.Should().Be(new ScanResult(ElementStatus.Done, json.Length - 1, count, AfterComma: false));
        return writer.Written.ToArray();
    }

    private static string AnyForm(Random random, int i)
    {
        var culture = CultureInfo.InvariantCulture;
        var value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 7));
        return (i % 9) switch
        {
            0 => ((float)value).ToString("R", culture),
            1 => value.ToString("R", culture),
            2 => ((double)(float)value).ToString("R", culture),
            3 => ((long)(value * 1000)).ToString(culture),
            4 => value.ToString("F6", culture),
            5 => value.ToString("F" + random.Next(1, 60), culture),
            6 => (value * 1e-30).ToString("F45", culture),
            7 => new string('1', random.Next(1, 30)) + "." + new string('5', random.Next(1, 30)),
            _ => Decimal(random, largestExponent: 10),
        };
    }

    private static Parsed Single(string text)
    {
        var status = Parse(text, out float value);
        return new Parsed(text, status, value);
    }

    private static string Decimal(Random random, int largestExponent)
    {
        var text = new StringBuilder(random.Next(2) == 0 ? "-" : "");
        var digits = random.Next(1, 25);
        text.Append((char)random.Next('1', '9' + 1));
        var point = random.Next(0, digits);
        for (var i = 0; i < digits; i++)
        {
            if (i == point)
                text.Append('.');
            text.Append((char)random.Next('0', '9' + 1));
        }

        if (random.Next(2) == 0)
            text.Append('e').Append(random.Next(-largestExponent, largestExponent));
        return text.ToString();
    }

    // Assertions by the million are too slow through the fluent ones.
    private readonly record struct Parsed(string Text, ElementStatus Status, float Value)
    {
        public void Should(float expected)
        {
            var same = BitConverter.SingleToInt32Bits(Value) == BitConverter.SingleToInt32Bits(expected);
            if (Status != ElementStatus.Done || !same)
                Assert.Fail($"{Text} gave {Status} {Value:R}, expected {expected:R}");
        }
    }
}
