using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Decoders;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.Normalizers;
using Slipway.Tasks.Tokenizers.PreTokenizers;
using Slipway.Tasks.Tokenizers.Processing;

namespace Slipway.Tasks.Tokenizers;

/// <summary>What a tokenizer is put together from; all of it immutable and thread-safe.</summary>
internal sealed record TokenizerParts
{
    public Normalizer? Normalizer { get; init; }

    public PreTokenizer? PreTokenizer { get; init; }

    public required TokenModel Model { get; init; }

    public PostProcessor PostProcessor { get; init; } = PostProcessor.None;

    public TokenDecoder? Decoder { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    public SpecialTokenIds SpecialTokens { get; init; } = new();

    public TruncationSettings? Truncation { get; init; }

    public PaddingSettings? Padding { get; init; }

    public int? MaxLength { get; init; }
}
