using Slipway.Tasks.Text.Encoders;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>What is tagged: a word, or one token of it.</summary>
/// <param name="Start">Its first token.</param>
/// <param name="End">The one after its last.</param>
internal readonly record struct TaggedUnit(int Start, int End);

/// <summary>Makes the scores of words of those of their tokens. Pure.</summary>
internal static class WordScores
{
    /// <summary>The units that are tagged, in order; they cover all tokens.</summary>
    public static List<TaggedUnit> Units(EncodedText text, Aggregation aggregation)
    {
        var units = new List<TaggedUnit>(text.Count);
        var byToken = aggregation is Aggregation.None or Aggregation.Simple;
        for (var token = 0; token < text.Count; token++)
        {
            if (byToken || units.Count == 0 || text.IsWordStart(token))
                units.Add(new TaggedUnit(token, token + 1));
            else
                units[^1] = units[^1] with { End = token + 1 };
        }

        return units;
    }

    /// <summary>The logits of each unit, one after the other; those of the tokens themselves where each is one.</summary>
    public static float[] Of(float[] logits, IReadOnlyList<TaggedUnit> units, int tags, Aggregation aggregation)
    {
        if (units.Count * tags == logits.Length)
            return logits;
        var scores = new float[units.Count * tags];
        var shares = new float[tags];
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units[i];
            var target = scores.AsSpan(i * tags, tags);
            if (aggregation == Aggregation.Average && unit.End - unit.Start > 1)
                Average(logits, unit, target, shares);
            else
                logits.AsSpan(Place(logits, unit, tags, aggregation) * tags, tags).CopyTo(target);
        }

        return scores;
    }

    private static int Place(float[] logits, TaggedUnit unit, int tags, Aggregation aggregation)
    {
        if (aggregation != Aggregation.Max)
            return unit.Start;
        var (best, most) = (unit.Start, double.NegativeInfinity);
        for (var token = unit.Start; token < unit.End; token++)
        {
            var values = logits.AsSpan(token * tags, tags);
            var score = values[Scores.Highest(values)] - Scores.LogSumExp(values);
            if (score > most)
                (best, most) = (token, score);
        }

        return best;
    }

    // The logarithm of the mean share is a logit of it.
    private static void Average(float[] logits, TaggedUnit unit, Span<float> target, float[] shares)
    {
        target.Clear();
        for (var token = unit.Start; token < unit.End; token++)
        {
            logits.AsSpan(token * shares.Length, shares.Length).CopyTo(shares);
            Scores.Softmax(shares);
            for (var tag = 0; tag < shares.Length; tag++)
                target[tag] += shares[tag];
        }

        foreach (ref var value in target)
        {
            value = MathF.Log(value / (unit.End - unit.Start));
        }
    }
}
