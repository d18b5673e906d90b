using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Cuts a text into what the model takes one by one. Implementations are immutable and thread-safe.</summary>
internal abstract class PreTokenizer
{
    public abstract void PreTokenize(SegmentedText text);
}
