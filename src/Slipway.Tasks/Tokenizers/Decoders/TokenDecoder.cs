namespace Slipway.Tasks.Tokenizers.Decoders;

/// <summary>A step from tokens back to text. Implementations are immutable and thread-safe.</summary>
internal abstract class TokenDecoder
{
    /// <summary>The tokens after this step; at the end they are joined.</summary>
    public abstract List<string> Decode(List<string> tokens);
}
