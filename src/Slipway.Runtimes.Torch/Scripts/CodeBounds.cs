namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>
/// Holds code to what libtorch's parser, which recurses without a bound, survives: what PyTorch prints is nowhere near it.
/// Whoever calls the parser gives it <see cref="StackBytes"/> of stack.
/// </summary>
internal static class CodeBounds
{
    /// <summary>Enough for the deepest statement that is let through, many times over.</summary>
    public const int StackBytes = 256 << 20;

    private const int MaxDepth = 256;
    private const int MaxOperators = 20_000;
    private const int MaxIndent = 512;

    private static readonly string[] Words = ["not ", "else ", "and ", "or "];

    /// <exception cref="InvalidDataException">It is nested deeper.</exception>
    public static void Check(string file, ReadOnlySpan<char> code)
    {
        var (depth, operators) = (0, 0);
        foreach (var line in code.EnumerateLines())
        {
            if (depth == 0)
                operators = 0;
            var text = line.TrimStart(' ');
            if (line.Length - text.Length > MaxIndent)
                throw Refuse(file);
            for (var i = 0; i < text.Length; i++)
            {
                switch (text[i])
                {
                    case '(' or '[' or '{':
                        depth++;
                        break;
                    case ')' or ']' or '}':
                        depth = Math.Max(0, depth - 1);
                        break;
                    case '"' or '\'':
                        i = EndOfString(text, i);
                        break;
                    case '.' or '-' or '+' or '*' or '/' or '%' or '~' or '<' or '>' or '&' or '|' or '^':
                        // That of a number chains nothing.
                        operators += i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) ? 0 : 1;
                        break;
                    case 'n' or 'e' or 'a' or 'o':
                        foreach (var word in Words)
                        {
                            operators += text[i..].StartsWith(word, StringComparison.Ordinal) ? 1 : 0;
                        }

                        break;
                }

                if (depth > MaxDepth || operators > MaxOperators)
                    throw Refuse(file);
            }
        }
    }

    private static int EndOfString(ReadOnlySpan<char> text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == text[start])
                return i;
        }

        return text.Length - 1;
    }

    private static InvalidDataException Refuse(string file) =>
        new($"'{file}' in it is nested deeper than any code that PyTorch writes.");
}
