using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Tokenizers;
using Slipway.Tasks.Tokenizers;
using HuggingFace = Tokenizers.DotNet.Tokenizer;

namespace Slipway.Benchmarks.Tokenizers;

/// <summary>
/// The same <c>tokenizer.json</c> in our tokenizer, in Hugging Face's own (Rust, called from .NET), and in
/// Microsoft.ML.Tokenizers where that has the kind: BERT's WordPiece and GPT-2's byte-level BPE.
/// </summary>
internal static class TokenizerRivals
{
    public const string Ours = "slipway";

    /// <param name="file">A <c>tokenizer.json</c>.</param>
    /// <param name="scratch">An empty folder.</param>
    public static IReadOnlyList<TokenizerRival> Load(string file, string scratch)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
        // Padding and truncation are the caller's settings, and would have all texts of one length.
        json["padding"] = null;
        json["truncation"] = null;
        var path = Path.Combine(scratch, "tokenizer.json");
        File.WriteAllText(path, json.ToJsonString());

        var ours = TokenizerLoader.LoadFolder(scratch);
        var theirs = new HuggingFace(path);
        List<TokenizerRival> rivals =
        [
            new(Ours, text => [.. ours.Encode(text).Ids]),
            new("Hugging Face (Rust)", text => Array.ConvertAll(theirs.Encode(text), id => (int)id), theirs),
        ];
        if (Microsoft(json) is { } microsoft)
            rivals.Add(new("Microsoft.ML.Tokenizers", microsoft));
        return rivals;
    }

    private static Func<string, int[]>? Microsoft(JsonObject json)
    {
        var model = json["model"]!.AsObject();
        if (json["normalizer"]?["type"]?.GetValue<string>() == "BertNormalizer" && !model.ContainsKey("merges"))
        {
            var options = new BertOptions
            {
                LowerCaseBeforeTokenization = json["normalizer"]!["lowercase"]?.GetValue<bool>() ?? true,
            };
            var bert = BertTokenizer.Create(
                Lines(Vocabulary(model).OrderBy(pair => pair.Value).Select(pair => pair.Key)),
                options
            );
            return text => [.. bert.EncodeToIds(text)];
        }

        if (json["pre_tokenizer"]?["type"]?.GetValue<string>() != "ByteLevel" || json["normalizer"] is not null)
            return null;

        var merges = model["merges"]!
            .AsArray()
            .Select(merge => merge is JsonArray pair ? $"{pair[0]} {pair[1]}" : $"{merge}");
        using var vocabulary = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(Vocabulary(model)));
        using var lines = Lines(merges.Prepend("#version: 0.2"));
        var prefix = json["pre_tokenizer"]!["add_prefix_space"]?.GetValue<bool>() ?? false;
        var gpt2 = CodeGenTokenizer.Create(vocabulary, lines, prefix);
        return text => [.. gpt2.EncodeToIds(text)];
    }

    private static Dictionary<string, int> Vocabulary(JsonObject model) =>
        model["vocab"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<int>());

    private static MemoryStream Lines(IEnumerable<string> lines) =>
        new(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));
}
