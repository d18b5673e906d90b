using System.Diagnostics.CodeAnalysis;
using Slipway.Tasks.Tokenizers.Normalizers;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Added;

/// <summary>
/// The tokens that were added to a vocabulary: those that are no part of its language, as [MASK], and words of users.
/// They are cut out of the text before the pre-tokenizer sees it. Immutable.
/// </summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (string Shown, AddedToken Token)> _tokens = [];
    private readonly HashSet<string> _special = new(StringComparer.Ordinal);
    private readonly TokenMatcher _raw;
    private readonly TokenMatcher _normalized;

    public AddedVocabulary(IReadOnlyList<AddedToken> tokens, Normalizer? normalizer)
    {
        foreach (var token in tokens)
        {
            _ids[token.Content] = token.Id;
            _tokens[token.Id] = (token.Normalized ? Normalize(normalizer, token.Content) : token.Content, token);
            if (token.Special)
                _special.Add(token.Content);
        }

        _raw = new TokenMatcher(Patterns(normalized: false));
        _normalized = new TokenMatcher(Patterns(normalized: true));
    }

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public bool IsSpecial(string token) => _special.Contains(token);

    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    /// <summary>The token as the decoder takes it: as it looks in a normalised text.</summary>
    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token)
    {
        var found = _tokens.TryGetValue(id, out var entry);
        token = entry.Shown;
        return found;
    }

    /// <summary>The normalised text, cut at the added tokens.</summary>
    public SegmentedText Extract(string text, Normalizer? normalizer)
    {
        var segmented = new SegmentedText();
        var whole = NormalizedText.From(text);
        if (whole.Length > 0)
            segmented.Add(new Segment(whole, 0, whole.Length, 0));
        if (!_raw.IsEmpty)
            segmented.Split(_raw, static (matcher, part, parts) => Cut(matcher, part, parts));

        segmented.Split(
            (_normalized, normalizer),
            static (state, part, parts) => Cut(state._normalized, Normalized(part, state.normalizer), parts)
        );
        return segmented;
    }

    private static Segment Normalized(Segment part, Normalizer? normalizer)
    {
        if (normalizer is null)
            return part;

        var text = part.Length == part.Text.Length ? part.Text : part.Text.Slice(part.Start, part.End);
        normalizer.Normalize(text);
        return new Segment(text, 0, text.Length, part.Origin);
    }

    private static void Cut(TokenMatcher matcher, Segment part, List<Segment> parts)
    {
        var text = part.Span;
        var done = 0;
        for (var from = 0; !matcher.IsEmpty && matcher.TryFind(text, from, out var start, out var end, out var token); )
        {
            from = end;
            if (token.SingleWord && !StandsAlone(text, start, end))
                continue;
            if (token.StripLeft)
                start = Math.Max(done, text[..start].TrimEnd().Length);
            if (token.StripRight)
                end = text.Length - text[end..].TrimStart().Length;
            if (done < start)
                parts.Add(part.Part(part.Start + done, part.Start + start));

            parts.Add(part.Part(part.Start + start, part.Start + end, token.Id));
            done = end;
        }

        if (done < text.Length)
            parts.Add(done == 0 ? part : part.Part(part.Start + done, part.End));
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || !Characters.IsWord(Characters.Before(text, start)))
        && (end == text.Length || !Characters.IsWord(Characters.At(text, end)));

    private IEnumerable<(string Pattern, AddedToken Token)> Patterns(bool normalized) =>
        _tokens.Values.Where(entry => entry.Token.Matched && entry.Token.Normalized == normalized);

    private static string Normalize(Normalizer? normalizer, string content)
    {
        if (normalizer is null)
            return content;

        var text = NormalizedText.From(content);
        normalizer.Normalize(text);
        return text.Span.ToString();
    }
}
