using System.Text;

namespace Slipway.Deployment.Manifest.Variables;

/// <summary>A text with references to variables, in its parts.</summary>
internal abstract record TextPart
{
    /// <summary>As it is; <c>$${</c> was written for <c>${</c>.</summary>
    public sealed record Literal(string Text) : TextPart;

    /// <summary><c>${name}</c></summary>
    public sealed record Variable(string Name) : TextPart;

    /// <summary><c>${env:NAME}</c>, <c>${env:NAME:-default}</c></summary>
    public sealed record FromEnvironment(string Name, string? Default) : TextPart;

    /// <summary><c>${gateway.url}</c>, <c>${gateway.grpc}</c>: known when the fleet runs.</summary>
    public sealed record AtLaunch(string Name) : TextPart;

    /// <summary>What looks like a reference and is none.</summary>
    public sealed record Wrong(string Message) : TextPart;
}

/// <summary>Takes a text apart.</summary>
internal static class VariableText
{
    private const string EnvironmentPrefix = "env:";
    private const string DefaultMark = ":-";
    private const int LongestShown = 60;

    public static bool HasReferences(string text) => text.Contains("${", StringComparison.Ordinal);

    public static IReadOnlyList<TextPart> Parse(string text)
    {
        var parts = new List<TextPart>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; )
        {
            if (At(text, i, "$${"))
            {
                literal.Append("${");
                i += 3;
            }
            else if (At(text, i, "${"))
            {
                if (literal.Length > 0)
                    parts.Add(new TextPart.Literal(literal.ToString()));
                literal.Clear();
                var end = text.IndexOf('}', i);
                if (end < 0)
                {
                    parts.Add(new TextPart.Wrong($"'{Shown(text[i..])}' has no '}}'; write '$${{' for '${{' itself"));
                    return parts;
                }

                parts.Add(Reference(text[(i + 2)..end]));
                i = end + 1;
            }
            else
            {
                literal.Append(text[i++]);
            }
        }

        if (literal.Length > 0)
            parts.Add(new TextPart.Literal(literal.ToString()));
        return parts;
    }

    /// <summary>A letter or underscore, then letters, digits, hyphens and underscores.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 128
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static TextPart Reference(string inner)
    {
        if (LaunchText.Names.Contains(inner))
            return new TextPart.AtLaunch(inner);
        if (!inner.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return IsName(inner)
                ? new TextPart.Variable(inner)
                : new TextPart.Wrong(
                    $"'${{{Shown(inner)}}}' refers to nothing: write ${{name}} for a variable, ${{env:NAME}} or "
                        + $"${{env:NAME:-default}} for the environment's, and '$${{' for '${{' itself"
                );
        }

        var rest = inner[EnvironmentPrefix.Length..];
        var mark = rest.IndexOf(DefaultMark, StringComparison.Ordinal);
        var name = mark < 0 ? rest : rest[..mark];
        return name.Length > 0 && !name.Contains('=', StringComparison.Ordinal)
            ? new TextPart.FromEnvironment(name, mark < 0 ? null : rest[(mark + DefaultMark.Length)..])
            : new TextPart.Wrong($"'${{{Shown(inner)}}}' names no environment variable");
    }

    private static bool At(string text, int index, string part) =>
        string.CompareOrdinal(text, index, part, 0, part.Length) == 0;

    private static string Shown(string text) => text.Length > LongestShown ? text[..LongestShown] + "…" : text;
}
