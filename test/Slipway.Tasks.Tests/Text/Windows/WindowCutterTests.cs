using CsCheck;
using Slipway.Errors;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Tests.Text.Windows;

public sealed class WindowCutterTests
{
    [Fact]
    public void Cut_TextThatFits_IsOneWindowOfAll()
    {
        var text = EncodedTexts.Of("a b c", before: 1, after: 1);
        var window = new WindowCutter(5, 2).Cut(text).Should().ContainSingle().Which;
        (window.Start, window.End, window.OwnStart, window.OwnEnd, window.Length).Should().Be((0, 3, 0, 3, 5));
    }

    [Fact]
    public void Cut_EmptyText_IsOneEmptyWindow() =>
        new WindowCutter(5, 2).Cut(EncodedTexts.Of("")).Should().ContainSingle().Which.Length.Should().Be(0);

    [Fact]
    public void Cut_SentenceEndsNearTheEnd_IsCutThere()
    {
        var text = EncodedTexts.Of("a b c d. e f g h i j");
        var windows = new WindowCutter(5, 1).Cut(text);
        (windows[0].Start, windows[0].End).Should().Be((0, 4));
    }

    [Fact]
    public void Cut_WordAcrossTheEnd_StaysWhole()
    {
        var text = EncodedTexts.Of("aa bb cc d|d|d e f g h");
        var windows = new WindowCutter(5, 1).Cut(text);
        windows[0].End.Should().Be(3);
    }

    [Fact]
    public void Cut_OneWordLongerThanAWindow_IsCutAllTheSame()
    {
        var text = EncodedTexts.Of(string.Join('|', Enumerable.Repeat("x", 23)));
        var windows = new WindowCutter(5, 2).Cut(text);
        Owned(windows).Should().Equal(Enumerable.Range(0, 23));
    }

    [Fact]
    public void Cut_FrameWithoutRoom_IsRefused() =>
        FluentActions
            .Invoking(() => new WindowCutter(4, 1).Cut(EncodedTexts.Of("a b", before: 3, after: 1)))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*4 tokens*takes 4*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);

    [Fact]
    public void Truncate_LongText_IsItsBeginning()
    {
        var window = new WindowCutter(4, 1).Truncate(EncodedTexts.Of("a b c d e", before: 1, after: 1));
        (window.Start, window.End, window.OwnEnd).Should().Be((0, 2, 2));
    }

    [Fact]
    public void Cut_AnyText_OwnsEachTokenOnceAndSeesItWhole() =>
        Gen.Select(Gen.Int[1, 4].Array[0, 60], Gen.Int[3, 20], Gen.Int[0, 25], Gen.Bool.Array[60])
            .Sample(
                (pieces, length, overlap, stops) =>
                {
                    var words = pieces.Select(
                        (count, i) => string.Join('|', Enumerable.Repeat("x", count)) + (stops[i] ? "." : "")
                    );
                    var text = EncodedTexts.Of(string.Join(' ', words), before: 1, after: 1);
                    var windows = new WindowCutter(length, overlap).Cut(text);
                    windows.Should().OnlyContain(window => window.Length <= length);
                    windows
                        .Should()
                        .OnlyContain(window => window.OwnStart >= window.Start && window.OwnEnd <= window.End);
                    Owned(windows).Should().Equal(Enumerable.Range(0, text.Count));
                }
            );

    private static IEnumerable<int> Owned(IEnumerable<TextWindow> windows) =>
        windows.SelectMany(window => Enumerable.Range(window.OwnStart, window.OwnEnd - window.OwnStart));
}
