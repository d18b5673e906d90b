namespace Slipway.Tasks.Tokenizers;

/// <summary>A half-open range of a text, [<paramref name="Start"/>, <paramref name="End"/>).</summary>
public readonly record struct TextSpan(int Start, int End)
{
    public int Length => End - Start;
}
