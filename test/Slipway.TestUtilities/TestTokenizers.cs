using System.Text.Json.Nodes;

namespace Slipway.TestUtilities;

/// <summary>Tokenizers for tests, in the form that Hugging Face's library writes.</summary>
public static class TestTokenizers
{
    /// <summary>The special tokens, which have the first ids.</summary>
    public static IReadOnlyList<string> Special { get; } = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>
    /// <c>tokenizer.json</c> of pieces of words, as of BERT in small letters, of these entries behind the special tokens; what
    /// begins with <c>##</c> goes on with a word.
    /// </summary>
    public static string WordPiece(params IEnumerable<string> entries)
    {
        var vocabulary = new JsonObject();
        foreach (var entry in Special.Concat(entries))
        {
            vocabulary.Add(entry, vocabulary.Count);
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. Special.Select((token, id) => AddedToken(token, id))]),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["clean_text"] = true,
                ["handle_chinese_chars"] = true,
                ["strip_accents"] = null,
                ["lowercase"] = true,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "TemplateProcessing",
                ["single"] = new JsonArray(Token("[CLS]", 0), Sequence("A", 0), Token("[SEP]", 0)),
                ["pair"] = new JsonArray(
                    Token("[CLS]", 0),
                    Sequence("A", 0),
                    Token("[SEP]", 0),
                    Sequence("B", 1),
                    Token("[SEP]", 1)
                ),
                ["special_tokens"] = new JsonObject { ["[CLS]"] = Ids("[CLS]", 2), ["[SEP]"] = Ids("[SEP]", 3) },
            },
            ["decoder"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["prefix"] = "##",
                ["cleanup"] = true,
            },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = vocabulary,
            },
        }.ToJsonString();
    }

    private static JsonObject AddedToken(string token, int id) =>
        new JsonObject
        {
            ["id"] = id,
            ["content"] = token,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        };

    private static JsonObject Token(string token, int type) =>
        new JsonObject
        {
            ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = type },
        };

    private static JsonObject Sequence(string sequence, int type) =>
        new JsonObject
        {
            ["Sequence"] = new JsonObject { ["id"] = sequence, ["type_id"] = type },
        };

    private static JsonObject Ids(string token, int id) =>
        new JsonObject
        {
            ["id"] = token,
            ["ids"] = new JsonArray(id),
            ["tokens"] = new JsonArray(token),
        };
}
