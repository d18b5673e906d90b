namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>
/// The words of GPT-4o: like <see cref="Cl100kPattern"/>, but a word also ends where a small letter is followed by a
/// capital, marks belong to words, and contractions belong to the word before them.
/// </summary>
internal sealed class O200kPattern : TilingPattern
{
    public const string Source =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static O200kPattern Instance { get; } = new();

    private const Kinds Heads = Kinds.Upper | Kinds.OtherLetter | Kinds.Mark;
    private const Kinds Tails = Kinds.Lower | Kinds.OtherLetter | Kinds.Mark;

    public override int Match(ReadOnlySpan<char> text, int at)
    {
        var kind = Scan.Kind(text, at, out var next);
        var end = Word(text, at, kind, next);
        if (end > at)
            return Scan.Contraction(text, end, anyCase: true);

        if (kind == Kinds.Number)
        {
            for (var digits = 1; digits < 3 && Scan.Kind(text, next, out end) == Kinds.Number; digits++)
                next = end;

            return next;
        }

        var start = text[at] == ' ' ? at + 1 : at;
        end = Scan.While(text, start, Kinds.Mark | Kinds.Other);
        if (end > start)
        {
            while (end < text.Length && text[end] is '\r' or '\n' or '/')
                end++;

            return end;
        }

        return Cl100kPattern.Lines(text, at) is var lines && lines > at ? lines : Scan.WhiteSpace(text, at);
    }

    private static int Word(ReadOnlySpan<char> text, int at, Kinds kind, int next)
    {
        var prefixed = (kind & (Kinds.Letter | Kinds.Number | Kinds.LineEnd)) == Kinds.None && kind != Kinds.None;
        if (prefixed && WithTail(text, next) is var first && first > next)
            return first;
        if (WithTail(text, at) is var second && second > at)
            return second;
        if (prefixed && Scan.While(text, next, Heads) is var third && third > next)
            return third;

        return Scan.While(text, at, Heads);
    }

    /// <summary>Heads, then at least one tail; heads are given back as far as needed.</summary>
    private static int WithTail(ReadOnlySpan<char> text, int at)
    {
        var heads = Scan.While(text, at, Heads);
        var tails = Scan.While(text, heads, Tails);
        if (tails > heads)
            return tails;

        for (var end = heads; end > at; )
        {
            var start = end - (end - 2 >= at && char.IsLowSurrogate(text[end - 1]) ? 2 : 1);
            if ((Scan.Kind(text, start, out _) & Tails) != Kinds.None)
                return end;

            end = start;
        }

        return at;
    }
}
