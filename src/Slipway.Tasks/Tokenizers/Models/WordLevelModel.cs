using Slipway.Errors;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>A segment is one token.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, string unknownToken) : TokenModel(vocabulary)
{
    public override int? UnknownId { get; } = vocabulary.IdOf(unknownToken);

    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (Vocabulary.TryGetId(piece, out var id))
            sink.Add(id, 0, piece.Length);
        else
            sink.Add(
                UnknownId
                    ?? throw ServingException.InvalidArgument(
                        $"The text has a word that the tokenizer's vocabulary does not know, and the vocabulary has no "
                            + $"token '{unknownToken}' for such words; add one to the model's tokenizer files."
                    ),
                0,
                piece.Length
            );
    }
}
