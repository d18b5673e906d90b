namespace Slipway.Protocols.TextFormat;

/// <summary>What a text may cost its reader.</summary>
public sealed record TextFormatLimits
{
    public static TextFormatLimits Default { get; } = new();

    /// <summary>The longest text, in bytes of a file and in characters of a text. Default 1 MiB.</summary>
    public int MaxLength { get; init; } = 1 << 20;

    /// <summary>How deep messages may be nested. Default 32; the generated parsers end at 100.</summary>
    public int MaxDepth { get; init; } = 32;
}
