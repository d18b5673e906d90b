using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.Processing;

namespace Slipway.Tasks.Tokenizers;

/// <summary>
/// Turns texts into the numbers that a model takes, and back. Made by <see cref="TokenizerLoader"/> from the files that come
/// with a model; immutable and thread-safe. The way of a text: the added tokens are cut out, the rest is normalised and cut
/// into words, the model makes tokens of them, too long sequences are cut into windows, special tokens are put around.
/// </summary>
public sealed class Tokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedVocabulary _added;

    internal Tokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _added = new AddedVocabulary(parts.AddedTokens, parts.Normalizer);
        var vocabulary = parts.Model.Vocabulary;
        VocabularySize = vocabulary.Count + _added.Ids.Keys.Count(token => vocabulary.IdOf(token) is null);
    }

    /// <summary>Tokens of the model and added ones.</summary>
    public int VocabularySize { get; }

    public SpecialTokenIds SpecialTokens => _parts.SpecialTokens;

    /// <summary>What the tokenizer's file says about too long texts; null where it says nothing.</summary>
    public TruncationSettings? Truncation => _parts.Truncation;

    /// <summary>What the tokenizer's file says about padding; null where it says nothing.</summary>
    public PaddingSettings? Padding => _parts.Padding;

    /// <summary>Tokens that the model takes at most, where <c>tokenizer_config.json</c> says so.</summary>
    public int? MaxLength => _parts.MaxLength;

    /// <summary>
    /// The tokens of <paramref name="text"/>, or of it and <paramref name="pair"/> together. A lone surrogate is read as
    /// U+FFFD. Further windows of too long texts are in <see cref="Encoding.Overflow"/>.
    /// </summary>
    /// <exception cref="Errors.ServingException">
    /// The options cannot be kept, or the text has a word for which the vocabulary has no token at all.
    /// </exception>
    public Encoding Encode(string text, string? pair = null, EncodeOptions? options = null)
    {
        var special = options?.AddSpecialTokens ?? true;
        var isPair = pair is not null;
        var first = Tokenize(text);
        var second = isPair ? Tokenize(pair!) : default;
        var (firstWindows, secondWindows) = Processing.Truncation.Windows(
            first.Length,
            isPair ? second.Length : null,
            special ? _parts.PostProcessor.AddedTo(isPair) : 0,
            options?.Truncation ?? _parts.Truncation
        );

        var overflow = new List<Encoding>();
        // Each window of the first text with each of the second; the first of both come last, for they hold the others.
        for (var i = 1; i < firstWindows.Length; i++)
        {
            foreach (var window in secondWindows)
                overflow.Add(Window(first[firstWindows[i]], second[window], []));
        }

        foreach (var window in secondWindows.AsSpan(1))
            overflow.Add(Window(first[firstWindows[0]], second[window], []));

        var encoding = Window(first[firstWindows[0]], second[secondWindows[0]], overflow);
        return Pad(encoding, options?.Padding ?? _parts.Padding, overflow);

        Encoding Window(ReadOnlySpan<Token> a, ReadOnlySpan<Token> b, IReadOnlyList<Encoding> others) =>
            EncodingBuilder.Build(_parts.PostProcessor, special, a, b, isPair, others);
    }

    /// <summary>
    /// The text of <paramref name="ids"/>; ids that no token has are left out, and special tokens too if
    /// <paramref name="skipSpecialTokens"/>.
    /// </summary>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            if (Shown(id) is { } token && !(skipSpecialTokens && _added.IsSpecial(token)))
                tokens.Add(token);
        }

        return _parts.Decoder is { } decoder ? string.Concat(decoder.Decode(tokens)) : string.Join(' ', tokens);
    }

    public int? IdOf(string token) => _added.TryGetId(token, out var id) ? id : _parts.Model.Vocabulary.IdOf(token);

    /// <summary>The token with this id as it stands in the vocabulary (##ing, Ġthe, ▁of), or null.</summary>
    public string? TokenOf(int id) => Shown(id);

    /// <summary>How many special tokens come to one text, or to a pair of them.</summary>
    public int SpecialTokensAdded(bool pair) => _parts.PostProcessor.AddedTo(pair);

    private string? Shown(int id) =>
        _added.TryGetToken(id, out var added) ? added
        : _parts.Model.Vocabulary.TryGetToken(id, out var token) ? token
        : null;

    private ReadOnlySpan<Token> Tokenize(string text)
    {
        var segments = _added.Extract(text, _parts.Normalizer);
        _parts.PreTokenizer?.PreTokenize(segments);
        var sink = new TokenSink(_parts.PostProcessor.TrimsOffsets is not null);
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            sink.Begin(segment);
            if (segment.Token >= 0)
                sink.Add(segment.Token, 0, segment.Length);
            else
                _parts.Model.Tokenize(segment.Span, sink);
        }

        return sink.Tokens;
    }

    private static Encoding Pad(Encoding encoding, PaddingSettings? settings, List<Encoding> overflow)
    {
        if (settings is null || settings == PaddingSettings.None)
            return encoding;

        var length = settings.LengthFor(encoding.Count);
        for (var i = 0; i < overflow.Count; i++)
            overflow[i] = overflow[i].PadTo(length, settings);

        return encoding.PadTo(length, settings);
    }
}
