using Slipway.Tasks.Tokenizers.Patterns;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>A pattern of a <c>tokenizer.json</c>: <c>{"String": …}</c>, <c>{"Regex": …}</c>, or a text that is found as it is.</summary>
internal static class PatternJson
{
    public static TextPattern Read(JsonPart part)
    {
        if (part.IsString)
            return new LiteralPattern(part.AsText());
        if (part.Find("String") is { } literal)
            return new LiteralPattern(literal.AsText());

        var regex = part.Get("Regex");
        return TextPatterns.FromRegex(regex.AsText(), reason => regex.Wrong(reason));
    }
}
