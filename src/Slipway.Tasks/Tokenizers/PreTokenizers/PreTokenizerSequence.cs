using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>One after the other.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void PreTokenize(SegmentedText text)
    {
        foreach (var step in steps)
            step.PreTokenize(text);
    }
}
