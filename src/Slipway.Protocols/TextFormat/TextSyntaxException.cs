namespace Slipway.Protocols.TextFormat;

/// <summary>From here on the text cannot be read; never leaves the parser.</summary>
internal sealed class TextSyntaxException(TextPosition position, string message) : Exception(message)
{
    public TextPosition Position { get; } = position;
}
