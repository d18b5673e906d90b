namespace Slipway.Tasks.Tokenizers.Decoders;

/// <summary>Continuations are joined to what is before them; a space stands before other tokens.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleans) : TokenDecoder
{
    public override List<string> Decode(List<string> tokens) =>
        [
            .. tokens.Select(
                (token, i) =>
                {
                    var text =
                        i == 0 ? token
                        : prefix.Length > 0 && token.StartsWith(prefix, StringComparison.Ordinal)
                            ? token[prefix.Length..]
                        : " " + token;
                    return cleans ? Clean(text) : text;
                }
            ),
        ];

    /// <summary>Takes spaces away before punctuation and contractions, as users of such models expect it.</summary>
    public static string Clean(string text) =>
        text.Replace(" .", ".", StringComparison.Ordinal)
            .Replace(" ?", "?", StringComparison.Ordinal)
            .Replace(" !", "!", StringComparison.Ordinal)
            .Replace(" ,", ",", StringComparison.Ordinal)
            .Replace(" ' ", "'", StringComparison.Ordinal)
            .Replace(" n't", "n't", StringComparison.Ordinal)
            .Replace(" 'm", "'m", StringComparison.Ordinal)
            .Replace(" do not", " don't", StringComparison.Ordinal)
            .Replace(" 's", "'s", StringComparison.Ordinal)
            .Replace(" 've", "'ve", StringComparison.Ordinal)
            .Replace(" 're", "'re", StringComparison.Ordinal);
}

/// <summary>What speech models give: repeated tokens are one, the padding token nothing, the delimiter a space.</summary>
internal sealed class CtcDecoder(string padding, string delimiter, bool cleans) : TokenDecoder
{
    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (i > 0 && tokens[i] == tokens[i - 1])
                continue;

            var text = Without(tokens[i], padding, "");
            if (cleans)
                text = Without(WordPieceDecoder.Clean(text), delimiter, " ");
            if (text.Length > 0)
                decoded.Add(text);
        }

        return decoded;
    }

    private static string Without(string text, string part, string instead) =>
        part.Length == 0 ? text : text.Replace(part, instead, StringComparison.Ordinal);
}
