namespace Slipway.Protocols.TextFormat;

internal enum TextTokenKind
{
    End,
    Identifier,
    Number,

    /// <summary>A quoted piece, quotes included.</summary>
    String,

    /// <summary>One character of punctuation.</summary>
    Symbol,
}

/// <summary>A piece of a text, by its place in it.</summary>
internal readonly record struct TextToken(TextTokenKind Kind, int Start, int Length, TextPosition Position);
