using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Models;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>The added tokens of formats that know none: those of the configuration, and the tokens with a role.</summary>
internal static class SpecialTokens
{
    private static readonly string[] Roles =
    [
        "unk_token",
        "pad_token",
        "cls_token",
        "sep_token",
        "mask_token",
        "bos_token",
        "eos_token",
    ];

    private static readonly string[] Usual =
    [
        "[UNK]",
        "[PAD]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "<s>",
        "</s>",
        "<pad>",
        "<unk>",
        "<mask>",
        "<|endoftext|>",
    ];

    public static IReadOnlyList<AddedToken> Of(TokenizerConfig config, Vocabulary vocabulary)
    {
        var tokens = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var token in config.AddedTokens())
            tokens[token.Content] = token;

        var named = Roles.Select(config.Token).OfType<string>().ToArray();
        foreach (var content in named.Concat(Usual))
        {
            if (content.Length > 0 && vocabulary.IdOf(content) is { } id)
                tokens.TryAdd(content, new AddedToken(id, content) { Special = true, StripLeft = content == "<mask>" });
        }

        return [.. tokens.Values];
    }
}
