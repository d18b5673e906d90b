namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>
/// and its relatives: GPT-4, Llama 3 and, with single digits, Qwen.
/// </summary>
internal sealed class Cl100kPattern(int mostDigits, bool marksAreLetters = false) : TilingPattern
{
    public static Cl100kPattern Digits3 { get; } = new(3);

    public static Cl100kPattern Digits1 { get; } = new(1);

    private readonly Kinds _letters = Kinds.Letter | (marksAreLetters ? Kinds.Mark : Kinds.None);
    private readonly Kinds _others = Kinds.Other | (marksAreLetters ? Kinds.None : Kinds.Mark);

    public override int Match(ReadOnlySpan<char> text, int at)
    {
        var end = Scan.Contraction(text, at, anyCase: true);
        if (end > at)
            return end;

        var kind = Scan.Kind(text, at, out var next);
        // One character that is no letter, number or line end may stand in front of a word.
        var start = (kind & (Kinds.Letter | Kinds.Number | Kinds.LineEnd)) == Kinds.None ? next : at;
        end = Scan.While(text, start, _letters);
        if (end > start)
            return end;
        if ((kind & _letters) != Kinds.None)
            return Scan.While(text, at, _letters);

        if (kind == Kinds.Number)
        {
            for (var digits = 1; digits < mostDigits && Scan.Kind(text, next, out end) == Kinds.Number; digits++)
                next = end;

            return next;
        }

        start = text[at] == ' ' ? at + 1 : at;
        end = Scan.While(text, start, _others);
        if (end > start)
            return Scan.While(text, end, Kinds.LineEnd);

        return Lines(text, at) is var lines && lines > at ? lines : Scan.WhiteSpace(text, at);
    }

    /// <summary>White space up to its last line end, or <paramref name="at"/> where it has none.</summary>
    public static int Lines(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        for (int i = at, next; Scan.Kind(text, i, out next) is var kind && (kind & Kinds.White) != Kinds.None; i = next)
        {
            if (kind == Kinds.LineEnd)
                end = next;
        }

        return end;
    }
}
