namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>
/// Where a text can be cut before its merging, with the same result: between two characters that stand beside one another
/// in no token that a merge makes. Vocabularies without a pre-tokenizer, Llama's for one, take a whole text as one word;
/// cut so, its words are merged by themselves and remembered.
/// </summary>
internal sealed class PairBoundaries
{
    /// <summary>Pairs share bits: then a place that could be a boundary is none, which costs time and no more.</summary>
    private const int Bits = 18;

    private readonly ulong[] _pairs = new ulong[(1 << Bits) / 64];

    /// <param name="tokens">What merges make.</param>
    public PairBoundaries(IEnumerable<string> tokens)
    {
        foreach (var token in tokens)
        {
            for (var i = 1; i < token.Length; i++)
            {
                var bit = Bit(token[i - 1], token[i]);
                _pairs[bit / 64] |= 1UL << (bit % 64);
            }
        }
    }

    /// <summary>Both must be tokens of their own: what stands for other characters is not known here.</summary>
    public bool IsBetween(char left, char right)
    {
        var bit = Bit(left, right);
        return (_pairs[bit / 64] & (1UL << (bit % 64))) == 0;
    }

    private static int Bit(char left, char right) => (int)((((uint)left << 16) | right) * 0x9E37_79B1u >> (32 - Bits));
}
