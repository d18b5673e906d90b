using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.QuestionAnswering;

/// <summary>A part of a text that may be the answer, in tokens of the body; the end is the last one.</summary>
internal readonly record struct AnswerSpan(int Start, int End, float Score);

/// <summary>What one window says.</summary>
/// <param name="Spans">The best, the best first.</param>
/// <param name="NoAnswer">How sure it is that it holds none; null where the model has no token that says so.</param>
internal readonly record struct WindowAnswers(IReadOnlyList<AnswerSpan> Spans, float? NoAnswer);

/// <summary>
/// Finds the best spans of a window, as transformers does: the shares of where it begins and ends among the tokens of the
/// context and the first of the row, multiplied. Pure.
/// </summary>
internal static class AnswerSpans
{
    /// <param name="window">The window.</param>
    /// <param name="offset">Where its tokens begin in the row.</param>
    /// <param name="starts">The row of the first output.</param>
    /// <param name="ends">The row of the second.</param>
    /// <param name="count">Spans that are told.</param>
    /// <param name="longest">Tokens of a span at most.</param>
    public static WindowAnswers Of(
        TextWindow window,
        int offset,
        ReadOnlySpan<float> starts,
        ReadOnlySpan<float> ends,
        int count,
        int longest
    )
    {
        var first = offset + window.PlaceOf(window.Start);
        var tokens = window.End - window.Start;
        var hasFirst = window.Text.Before.Count > 0;
        var begin = Shares(starts, first, tokens, hasFirst ? offset : -1);
        var end = Shares(ends, first, tokens, hasFirst ? offset : -1);
        var queue = new PriorityQueue<AnswerSpan, float>(count + 1);
        for (var start = 0; start < tokens; start++)
        {
            for (var last = start; last < Math.Min(tokens, start + longest); last++)
            {
                var score = begin[start] * end[last];
                if (queue.Count == count && queue.TryPeek(out var least, out _) && score <= least.Score)
                    continue;
                queue.Enqueue(new AnswerSpan(window.Start + start, window.Start + last, score), score);
                if (queue.Count > count)
                    queue.Dequeue();
            }
        }

        var spans = new AnswerSpan[queue.Count];
        for (var i = spans.Length - 1; i >= 0; i--)
        {
            spans[i] = queue.Dequeue();
        }

        return new WindowAnswers(spans, hasFirst ? begin[tokens] * end[tokens] : null);
    }

    // What goes on longer is no word, and there may be a megabyte of it.
    private const int LongestWord = 64;

    /// <summary>The span with the whole of the words that it begins and ends in, in code units of the text.</summary>
    public static (int Start, int End) InText(EncodedText text, AnswerSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start > Math.Max(0, span.Start - LongestWord) && !text.IsWordStart(start))
            start--;
        while (end + 1 < Math.Min(text.Count, span.End + LongestWord) && !text.IsWordStart(end + 1))
            end++;
        var (from, to) = (text.Offsets[start].Start, text.Offsets[end].End);
        while (from < to && char.IsWhiteSpace(text.Text[from]))
            from++;
        while (to > from && char.IsWhiteSpace(text.Text[to - 1]))
            to--;
        return (from, to);
    }

    // Of the context's tokens, and the share of the row's first token behind them.
    private static float[] Shares(ReadOnlySpan<float> logits, int first, int tokens, int noAnswer)
    {
        var shares = new float[noAnswer < 0 ? tokens : tokens + 1];
        logits.Slice(first, tokens).CopyTo(shares);
        if (noAnswer >= 0)
            shares[tokens] = logits[noAnswer];
        Scores.Softmax(shares);
        return shares;
    }
}
