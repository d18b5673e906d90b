namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>: the words of GPT-2, RoBERTa, BART.
/// </summary>
internal sealed class Gpt2Pattern : TilingPattern
{
    public const string Source = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public static Gpt2Pattern Instance { get; } = new();

    public override int Match(ReadOnlySpan<char> text, int at)
    {
        var end = Scan.Contraction(text, at, anyCase: false);
        if (end > at)
            return end;

        var start = text[at] == ' ' ? at + 1 : at;
        var kind = Scan.Kind(text, start, out var next);
        if ((kind & Kinds.Letter) != Kinds.None)
            return Scan.While(text, next, Kinds.Letter);
        if (kind == Kinds.Number)
            return Scan.While(text, next, Kinds.Number);
        if ((kind & (Kinds.Mark | Kinds.Other)) != Kinds.None)
            return Scan.While(text, next, Kinds.Mark | Kinds.Other);

        return Scan.WhiteSpace(text, at);
    }
}
