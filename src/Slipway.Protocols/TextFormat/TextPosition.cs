namespace Slipway.Protocols.TextFormat;

/// <summary>A place in a text, both from 1; the column counts UTF-16 code units.</summary>
public readonly record struct TextPosition(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}
