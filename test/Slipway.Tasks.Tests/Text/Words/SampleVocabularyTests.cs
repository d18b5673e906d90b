using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.Tasks.Text.Words;

namespace Slipway.Tasks.Tests.Text.Words;

/// <summary>The vocabularies of the trained samples give the ids that their training scripts wrote into the requests.</summary>
public sealed class SampleVocabularyTests
{
    private const int Width = 20;

    [Theory]
    [InlineData("ner", "meeting")]
    [InlineData("ner", "three-texts")]
    [InlineData("topic", "one-text")]
    [InlineData("topic", "three-texts")]
    public void Fill_TextsOfASample_HaveTheIdsOfItsRequest(string sample, string name)
    {
        var folder = Sample(sample);
        var tokenizer = WordTokenizer.Find(folder)!;
        var texts = Texts(folder, name);
        using var request = Read(folder, $"{name}.json");
        var inputs = request.RootElement.GetProperty("inputs").EnumerateArray().ToDictionary(NameOf, Numbers);
        var length = inputs["words"].Length / texts.Length;
        var ids = new long[inputs["words"].Length];
        var characters = new long[ids.Length * Width];

        for (var i = 0; i < texts.Length; i++)
        {
            var words = WordTokenizer.Split(texts[i]).ToArray();
            tokenizer.FillWords(texts[i], words, ids.AsSpan(i * length, length));
            if (tokenizer.Characters is not null)
                tokenizer.FillCharacters(texts[i], words, Width, characters.AsSpan(i * length * Width, length * Width));
        }

        ids.Should().Equal(inputs["words"]);
        if (inputs.TryGetValue("chars", out var expected))
            characters.Should().Equal(expected);
        (tokenizer.Characters is not null).Should().Be(inputs.ContainsKey("chars"));
    }

    private static string Sample(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../samples/models", name));

    private static string[] Texts(string folder, string name)
    {
        using var body = Read(folder, $"{name}.text.json");
        var text = body.RootElement.GetProperty("text");
        return text.ValueKind == JsonValueKind.String
            ? [text.GetString()!]
            : [.. text.EnumerateArray().Select(item => item.GetString()!)];
    }

    private static JsonDocument Read(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "requests", file)));

    private static string NameOf(JsonElement input) => input.GetProperty("name").GetString()!;

    private static long[] Numbers(JsonElement input) =>
        [.. input.GetProperty("data").EnumerateArray().Select(value => value.GetInt64())];
}
