using System.Collections.Frozen;

namespace Slipway.Samples.Facts.Relations;

/// <summary>
/// What stands between two entities, word by word. Written as words with blanks between them:
/// <c>a|b</c> one of several, <c>a?</c> may be missing, <c>~3</c> up to three words that are passed over, <c>ROLE</c> a
/// position ("chief executive"), <c>RELATIVE?</c> a comma and "who", <c>ASIDE?</c> an insertion between commas, and <c>CLAUSE?</c> another thing that is said of the
/// same subject, with "and" at its end.
/// </summary>
internal sealed class Pattern
{
    private const int LongestRole = 5;
    private const int LongestAside = 12;

    // What turns a sentence into its opposite, or into what may be, is passed over by nothing.
    private static readonly FrozenSet<string> Turns = Set(
        "not no never n't nor former formerly ex ex- if could might may would should denied denies refused failed rejected unless "
            + "cancelled abandoned hopes plans wants and or but while when after before although , ; . : ! ? ( ) who which that"
    );

    private static readonly FrozenSet<string> Positions = Set(
        "ceo cto cfo coo chief president chairman chairwoman chair chairperson director manager head officer executive professor "
            + "engineer spokesman spokeswoman spokesperson analyst coach editor partner economist scientist researcher employee "
            + "secretary lawyer counsel architect designer consultant lecturer developer treasurer dean principal"
    );

    private static readonly FrozenSet<string> Qualities = Set(
        "chief executive vice senior deputy managing general technology technical financial operating marketing sales research "
            + "software associate assistant lead principal creative editorial legal head new current interim acting longtime "
            + "non-executive product finance data design board co- of the and human resources operations"
    );

    private readonly Element[] _elements;

    public Pattern(string pattern)
    {
        _elements = [.. pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Element.Of)];
    }

    /// <summary>How many words are passed over where it fits; -1 where it does not.</summary>
    public int Match(ReadOnlySpan<Word> between) => Match(between, 0);

    // Every element takes a bounded number of words, and there are few.
    private int Match(ReadOnlySpan<Word> words, int element)
    {
        if (element == _elements.Length)
            return words.IsEmpty ? 0 : -1;
        var its = _elements[element];
        var best = its.IsOptional ? Match(words, element + 1) : -1;
        if (best == 0)
            return 0;
        for (var length = 1; length <= Math.Min(its.Longest, words.Length); length++)
        {
            if (!its.Takes(words[..length]))
            {
                if (its.Kind is Kind.Gap or Kind.Words)
                    break;
                continue;
            }

            var rest = Match(words[length..], element + 1);
            var passed = rest < 0 ? -1 : rest + (its.Kind is Kind.Gap or Kind.Clause ? length : 0);
            if (passed >= 0 && (best < 0 || passed < best))
                best = passed;
        }

        return best;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private enum Kind
    {
        Words,
        Gap,
        Role,
        Aside,
        Clause,
        Relative,
    }

    private sealed record Element(Kind Kind, bool IsOptional, int Longest, FrozenSet<string> Alternatives)
    {
        public static Element Of(string text)
        {
            var isOptional = text.EndsWith('?') && text.Length > 1;
            var core = isOptional ? text[..^1] : text;
            return core switch
            {
                "ROLE" => new Element(Kind.Role, isOptional, LongestRole, []),
                "ASIDE" => new Element(Kind.Aside, isOptional, LongestAside, []),
                "RELATIVE" => new Element(Kind.Relative, isOptional, 2, []),
                "CLAUSE" => new Element(Kind.Clause, isOptional, LongestAside, []),
                ['~', .. var count] => new Element(Kind.Gap, true, count[0] - '0', []),
                _ => new Element(Kind.Words, isOptional, 1, core.Split('|').ToFrozenSet(StringComparer.Ordinal)),
            };
        }

        public bool Takes(ReadOnlySpan<Word> words) =>
            Kind switch
            {
                Kind.Words => Alternatives.Contains(words[0].Text),
                Kind.Gap => !Turns.Contains(words[^1].Text)
                    && !words[^1].Text.EndsWith("n't", StringComparison.Ordinal),
                Kind.Role => IsRole(words),
                Kind.Relative => words is [{ Text: "," }, { Text: "who" or "which" }],
                Kind.Aside => words.Length >= 3
                    && words[0].Text == ","
                    && words[^1].Text == ","
                    && IsPlain(words[1..^1]),
                _ => words.Length >= 3 && words[^1].Text == "and" && IsPlain(words[..^1]),
            };

        private static bool IsRole(ReadOnlySpan<Word> words)
        {
            foreach (var word in words[..^1])
            {
                if (!Positions.Contains(word.Text) && !Qualities.Contains(word.Text))
                    return false;
            }

            return Positions.Contains(words[^1].Text);
        }

        // Nothing that divides a sentence.
        private static bool IsPlain(ReadOnlySpan<Word> words)
        {
            foreach (var word in words)
            {
                if (word.Text is "," or ";" or "and" or "not" or "that" or "said" or "says")
                    return false;
            }

            return true;
        }
    }
}
