using Slipway.Tasks.Tokenizers.Added;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>The <c>added_tokens</c> of a <c>tokenizer.json</c>.</summary>
internal static class AddedTokensJson
{
    /// <summary>Longer ones are no tokens but an attack on the search for them.</summary>
    private const int Longest = 1024;

    public static IEnumerable<AddedToken> Read(JsonPart tokens) =>
        tokens.Items().Select(token => ReadToken(token, token.Get("id").AsCount()));

    public static AddedToken ReadToken(JsonPart token, int id)
    {
        var content = token.Text("content");
        if (content.Length > Longest)
            throw token.Wrong($"has {content.Length} characters; added tokens have at most {Longest}");

        var special = token.Bool("special", false);
        return new AddedToken(id, content)
        {
            SingleWord = token.Bool("single_word", false),
            StripLeft = token.Bool("lstrip", false),
            StripRight = token.Bool("rstrip", false),
            Normalized = token.Bool("normalized", !special),
            Special = special,
        };
    }
}
