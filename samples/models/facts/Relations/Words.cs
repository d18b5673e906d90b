namespace Slipway.Samples.Facts.Relations;

/// <summary>
/// Splits a text into sentences of words, with entities as single words. In one pass.
/// </summary>
internal static class Words
{
    private const int LongestSentence = 400;

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "inc",
        "corp",
        "ltd",
        "co",
        "jr",
        "sr",
        "vs",
        "no",
        "dept",
        "gen",
        "sen",
        "rep",
        "gov",
    };

    /// <summary>The sentences; one that is too long is cut.</summary>
    public static IEnumerable<List<Word>> Sentences(string text, IReadOnlyList<Entity> entities)
    {
        var sentence = new List<Word>();
        var next = 0;
        var at = 0;
        while (at < text.Length)
        {
            if (next < entities.Count && at >= entities[next].Start)
            {
                sentence.Add(new Word($"<{entities[next].Type}>", entities[next].Start, entities[next].End, next));
                at = entities[next++].End;
                continue;
            }

            var limit = next < entities.Count ? entities[next].Start : text.Length;
            if (char.IsWhiteSpace(text[at]))
            {
                // A blank line ends what has no full stop, such as a heading.
                var blank = at;
                while (at < limit && char.IsWhiteSpace(text[at]))
                {
                    at++;
                }

                if (text.AsSpan(blank, at - blank).Count('\n') < 2)
                    continue;
            }
            else
            {
                var end = EndOfWord(text, at, limit);
                sentence.Add(new Word(Normal(text[at..end]), at, end, -1));
                at = end;
                if (!EndsSentence(text, sentence, at) && sentence.Count < LongestSentence)
                    continue;
            }

            if (sentence.Count > 0)
                yield return sentence;
            sentence = [];
        }

        if (sentence.Count > 0)
            yield return sentence;
    }

    private static int EndOfWord(string text, int start, int limit)
    {
        var end = start;
        while (end < limit && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '\'' or '’'))
        {
            end++;
        }

        return Math.Max(end, start + 1);
    }

    private static string Normal(string word) => word.ToLowerInvariant().Replace('’', '\'');

    private static bool EndsSentence(string text, List<Word> sentence, int at)
    {
        var mark = sentence[^1].Text;
        if (mark is "!" or "?")
            return true;
        if (mark is not ".")
            return false;
        // No space behind it, a small letter after it, or an abbreviation or initial before it.
        var rest = text.AsSpan(at).TrimStart();
        if (rest.Length == text.Length - at && !rest.IsEmpty)
            return false;
        if (!rest.IsEmpty && char.IsLower(rest[0]))
            return false;
        var before = sentence.Count > 1 ? sentence[^2] : default;
        return before.Text is null
            || before.IsEntity
            || before.End != sentence[^1].Start
            || (before.Text.Length > 1 && !Abbreviations.Contains(before.Text));
    }
}
