namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>Turns one segment into tokens. Implementations are immutable (caches aside) and thread-safe.</summary>
internal abstract class TokenModel(Vocabulary vocabulary)
{
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>The token for what the vocabulary does not know.</summary>
    public virtual int? UnknownId => null;

    /// <summary>
    /// Adds the tokens of <paramref name="piece"/>, which is not empty, in order, each with its range of the piece.
    /// </summary>
    public abstract void Tokenize(ReadOnlySpan<char> piece, TokenSink sink);
}
