using CsCheck;
using Slipway.Tasks.Tokenizers;
using Utf8 = System.Text.Encoding;

namespace Slipway.Tasks.Tests.Tokenizers;

public sealed class TextOffsetsTests
{
    [Theory]
    [InlineData("", 0, 0, 0)]
    [InlineData("abc", 2, 2, 2)]
    [InlineData("äbc", 2, 3, 2)]
    [InlineData("日本", 2, 6, 2)]
    [InlineData("😀x", 2, 4, 1)]
    [InlineData("😀x", 3, 5, 2)]
    [InlineData("e\u0301x", 3, 4, 3)]
    public void Of_Offset_IsInTheUnit(string text, int utf16, int utf8, int codePoints)
    {
        new TextOffsets(text, OffsetUnit.Utf16).Of(utf16).Should().Be(utf16);
        new TextOffsets(text, OffsetUnit.Utf8).Of(utf16).Should().Be(utf8);
        new TextOffsets(text, OffsetUnit.CodePoint).Of(utf16).Should().Be(codePoints);
    }

    [Fact]
    public void Of_LoneSurrogates_AreReplacementCharacters()
    {
        new TextOffsets("\ud83dx", OffsetUnit.Utf8).Of(2).Should().Be(4);
        new TextOffsets("x\ude00\ud83d", OffsetUnit.Utf8).Of(3).Should().Be(7);
        new TextOffsets("x\ude00\ud83d", OffsetUnit.CodePoint).Of(3).Should().Be(3);
    }

    [Fact]
    public void Of_InsideAPair_IsThePairsStart()
    {
        new TextOffsets("a😀", OffsetUnit.Utf8).Of(2).Should().Be(1);
        new TextOffsets("a😀", OffsetUnit.CodePoint).Of(2).Should().Be(1);
    }

    [Fact]
    public void Of_AnyText_IsWhatEncodingThePrefixGives() =>
        Gen.Char[' ', '\uffff']
            .Array[0, 600]
            .Sample(chars =>
            {
                // A lone surrogate at the end of a prefix would be whole in the text; U+FFFD says what both become.
                var text = Utf8.UTF8.GetString(Utf8.UTF8.GetBytes(chars)) + "😀é";
                var utf8 = new TextOffsets(text, OffsetUnit.Utf8);
                var points = new TextOffsets(text, OffsetUnit.CodePoint);
                var at = 0;
                var (bytes, count) = (0, 0);
                foreach (var rune in text.EnumerateRunes())
                {
                    if (utf8.Of(at) != bytes || points.Of(at) != count)
                        return false;

                    (at, bytes, count) = (at + rune.Utf16SequenceLength, bytes + rune.Utf8SequenceLength, count + 1);
                }

                return utf8.Of(at) == bytes && points.Of(at) == count;
            });

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void Of_OutsideTheText_Throws(int offset) =>
        FluentActions
            .Invoking(() => new TextOffsets("abc", OffsetUnit.Utf8).Of(offset))
            .Should()
            .Throw<ArgumentOutOfRangeException>();
}
