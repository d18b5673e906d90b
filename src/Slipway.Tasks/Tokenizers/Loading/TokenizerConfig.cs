using Slipway.Tasks.Tokenizers.Added;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>
/// What stands beside a vocabulary: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and
/// <c>added_tokens.json</c>. All of them may be missing.
/// </summary>
internal sealed class TokenizerConfig
{
    private readonly JsonPart? _config;
    private readonly JsonPart? _map;
    private readonly JsonPart? _added;

    private TokenizerConfig(JsonPart? config, JsonPart? map, JsonPart? added) =>
        (_config, _map, _added) = (config, map, added);

    public static TokenizerConfig Read(string folder)
    {
        return new TokenizerConfig(
            Find("tokenizer_config.json"),
            Find("special_tokens_map.json"),
            Find("added_tokens.json")
        );

        JsonPart? Find(string name)
        {
            var path = Path.Combine(folder, name);
            return File.Exists(path) ? TokenizerFile.ReadJson(path) : null;
        }
    }

    /// <summary>Null where nothing, or "very large", is stated.</summary>
    public int? MaxLength =>
        _config?.Find("model_max_length") is { } length && length.AsDouble() is >= 1 and < 1 << 24
            ? (int)length.AsDouble()
            : null;

    public string? ClassName => _config?.Find("tokenizer_class")?.AsText();

    public bool Flag(string name, bool missing) => _config?.Bool(name, missing) ?? missing;

    public bool? Flag(string name) => _config?.Find(name)?.AsBool();

    /// <summary>The token with a role, as <c>mask_token</c>.</summary>
    public string? Token(string role) => Content(_config?.Find(role)) ?? Content(_map?.Find(role));

    /// <summary>Tokens beside the vocabulary, for formats that cannot state them themselves.</summary>
    public IEnumerable<AddedToken> AddedTokens()
    {
        if (_config?.Find("added_tokens_decoder") is { } decoder)
        {
            foreach (var (name, token) in decoder.Members())
                yield return AddedTokensJson.ReadToken(token, ParseId(name, token));
        }
        else if (_added is { } added)
        {
            foreach (var (content, id) in added.Members())
                yield return new AddedToken(id.AsCount(), content);
        }
    }

    /// <summary>Ids of the tokens with a role.</summary>
    public SpecialTokenIds Ids(Func<string, int?> idOf, int? unknown, PaddingSettings? padding)
    {
        return new SpecialTokenIds
        {
            Pad = Of("pad_token") ?? padding?.Id ?? idOf("[PAD]") ?? idOf("<pad>"),
            Unknown = Of("unk_token") ?? unknown,
            Mask = Of("mask_token") ?? idOf("[MASK]") ?? idOf("<mask>"),
            Classification = Of("cls_token") ?? idOf("[CLS]"),
            Separator = Of("sep_token") ?? idOf("[SEP]"),
            BeginOfText = Of("bos_token"),
            EndOfText = Of("eos_token"),
        };

        int? Of(string role) => Token(role) is { } token ? idOf(token) : null;
    }

    private static string? Content(JsonPart? token) =>
        token is not { } value ? null
        : value.IsObject ? value.Text("content")
        : value.IsString ? value.AsText()
        : null;

    private static int ParseId(string name, JsonPart token) =>
        int.TryParse(name, System.Globalization.NumberStyles.None, null, out var id)
            ? id
            : throw token.Wrong("must have an id for its name");
}
