namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>Brackets in a text of code, with those inside string literals left out.</summary>
internal static class Brackets
{
    /// <summary>How many are open at the end.</summary>
    public static int Depth(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '(' or '[' or '{' => 1,
                ')' or ']' or '}' => -1,
                _ => 0,
            };
            if (text[i] is '"' or '\'')
                i = EndOfString(text, i);
        }

        return depth;
    }

    /// <summary>The parts between commas that are in no bracket.</summary>
    public static List<string> Split(string text)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth--;
                    break;
                case '"' or '\'':
                    i = EndOfString(text, i);
                    break;
                case ',' when depth == 0:
                    parts.Add(text[start..i].Trim());
                    start = i + 1;
                    break;
            }
        }

        if (text[start..].Trim() is { Length: > 0 } last)
            parts.Add(last);
        return parts;
    }

    /// <summary>The place of the quote that ends a string, or the last character.</summary>
    public static int EndOfString(string text, int start)
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
}
