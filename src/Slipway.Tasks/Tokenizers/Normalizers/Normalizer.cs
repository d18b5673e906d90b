using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>Changes a text, and keeps where it came from. Implementations are immutable and thread-safe.</summary>
internal abstract class Normalizer
{
    public abstract void Normalize(NormalizedText text);
}
