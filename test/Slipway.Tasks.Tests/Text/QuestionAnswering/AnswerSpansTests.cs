using Slipway.Tasks.Text.QuestionAnswering;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Tests.Text.QuestionAnswering;

public sealed class AnswerSpansTests
{
    private static readonly float Half = 0.5f;

    [Fact]
    public void Of_BeginAndEnd_AreMultiplied()
    {
        // The frame is of two tokens, of which the first says that there is no answer.
        var found = Of("a b c", 2, [0, 9, 5, 0, 0], [0, 9, 0, 5, 0], 1, 10);
        var span = found.Spans.Should().ContainSingle().Which;
        (span.Start, span.End).Should().Be((0, 1));
        span.Score.Should().BeApproximately(0.9611f, 1e-3f);
        found.NoAnswer.Should().BeApproximately(4.2e-5f, 1e-5f);
    }

    [Fact]
    public void Of_EndBeforeTheBegin_IsNone()
    {
        var span = Of("a b c", 0, [0, 0, 9], [9, 0, 0], 1, 10).Spans[0];
        span.End.Should().BeGreaterThanOrEqualTo(span.Start);
    }

    [Fact]
    public void Of_LongestIsOne_GivesSingleTokens() =>
        Of("a b c", 0, [9, 0, 0], [0, 0, 9], 9, 1)
            .Spans.Should()
            .HaveCount(3)
            .And.OnlyContain(span => span.Start == span.End);

    [Fact]
    public void Of_NoFrame_SaysNothingOfNoAnswer()
    {
        var found = Of("a b", 0, [0, 0], [0, 0], 5, 5);
        found.NoAnswer.Should().BeNull();
        found.Spans.Should().HaveCount(3).And.OnlyContain(span => span.Score == Half * Half);
    }

    [Fact]
    public void InText_PiecesOfWords_AreTakenWhole()
    {
        var text = EncodedTexts.Of("in Lon|don Town|ship now");
        AnswerSpans.InText(text, new AnswerSpan(2, 3, 1)).Should().Be((3, 18));
    }

    [Fact]
    public void InText_OneWordOfThousands_IsNotWalkedThrough()
    {
        var text = EncodedTexts.Of(string.Join('|', Enumerable.Repeat("a", 10_000)));
        var (start, end) = AnswerSpans.InText(text, new AnswerSpan(5000, 5001, 1));
        (end - start).Should().BeInRange(2, 200);
        start.Should().BeLessThanOrEqualTo(5000);
        end.Should().BeGreaterThanOrEqualTo(5002);
    }

    private static WindowAnswers Of(string marked, int before, float[] starts, float[] ends, int count, int longest)
    {
        var text = EncodedTexts.Of(marked, before);
        return AnswerSpans.Of(new TextWindow(text, 0, text.Count, 0, text.Count), 0, starts, ends, count, longest);
    }
}
