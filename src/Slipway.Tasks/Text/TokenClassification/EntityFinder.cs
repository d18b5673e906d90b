using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>From the logits of a whole text to its entities. Immutable and thread-safe.</summary>
internal sealed class EntityFinder(TagSet tags, TagDecoder decoder, bool isConstrained)
{
    /// <param name="text">The text.</param>
    /// <param name="logits">So many for each of its tokens as there are tags.</param>
    /// <param name="aggregation">How tokens become words.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Slipway.Errors.ServingException">Internal: the model gave what is no number.</exception>
    /// <returns>In the order of the text; none overlaps another.</returns>
    public List<Entity> Find(
        EncodedText text,
        float[] logits,
        Aggregation aggregation,
        CancellationToken cancellationToken
    )
    {
        // Without a best tag anything might be told, or nothing.
        foreach (var logit in logits)
        {
            if (float.IsNaN(logit))
                throw Scores.NoNumber();
        }

        var units = WordScores.Units(text, aggregation);
        var scores = WordScores.Of(logits, units, tags.Count, aggregation);
        var path =
            isConstrained && aggregation != Aggregation.None
                ? decoder.Decode(scores, cancellationToken)
                : Best(scores, units.Count);
        var entities = new List<Entity>();
        for (var start = 0; start < units.Count; )
        {
            var end = start + 1;
            if (tags[path[start]].Kind != TagKind.Outside)
            {
                while (end < units.Count && aggregation != Aggregation.None && tags.Continues(path[end - 1], path[end]))
                    end++;
                Add(entities, text, units, path, scores, start, end, aggregation);
            }

            start = end;
        }

        return entities;
    }

    private void Add(
        List<Entity> entities,
        EncodedText text,
        List<TaggedUnit> units,
        int[] path,
        float[] scores,
        int start,
        int end,
        Aggregation aggregation
    )
    {
        var (first, last) = (units[start].Start, units[end - 1].End);
        var span = Trim(text.Text, new TextSpan(text.Offsets[first].Start, text.Offsets[last - 1].End));
        // Tokens of nothing that is in the text, such as a tokenizer's own mark of a beginning.
        if (span.Length <= 0)
            return;
        var sum = 0d;
        for (var unit = start; unit < end; unit++)
        {
            var values = scores.AsSpan(unit * tags.Count, tags.Count);
            sum += Math.Exp(values[path[unit]] - Scores.LogSumExp(values));
        }

        var tag = tags[path[start]];
        var type = aggregation == Aggregation.None ? tag.Label : tag.Type;
        entities.Add(new Entity(type, span.Start, span.End, first, last, Scores.Checked((float)(sum / (end - start)))));
    }

    private int[] Best(float[] scores, int count)
    {
        var path = new int[count];
        for (var i = 0; i < count; i++)
        {
            path[i] = Scores.Highest(scores.AsSpan(i * tags.Count, tags.Count));
        }

        return path;
    }

    private static TextSpan Trim(string text, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return new TextSpan(start, end);
    }
}
