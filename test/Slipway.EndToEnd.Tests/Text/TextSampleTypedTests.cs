using System.Text;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Text;

/// <summary>The samples that take text answer in the words of their tasks what the scripts that trained them found.</summary>
public sealed class TextSampleTypedTests(TextSamplesFixture samples) : IClassFixture<TextSamplesFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("meeting")]
    [InlineData("three-texts")]
    public async Task Predict_NerTexts_HaveTheEntitiesOfTheTraining(string name)
    {
        var expected = Items(await ReadAsync("ner", $"{name}.text.expected.json"));

        var answers = Items(JsonNode.Parse(await PredictAsync("ner", await ReadAsync("ner", $"{name}.text.json")))!);

        answers.Should().HaveSameCount(expected);
        foreach (var (answer, wanted) in answers.Zip(expected))
        {
            answer["entities"]!.AsArray().Select(Entity).Should().Equal(wanted["entities"]!.AsArray().Select(Entity));
            wanted["entities"]!.AsArray().Should().NotBeEmpty();
            answer["entities"]!.AsArray().Should().OnlyContain(entity => (double)entity!["score"]! > 0.2);
        }
    }

    [Theory]
    [InlineData("one-text")]
    [InlineData("three-texts")]
    public async Task Predict_TopicTexts_HaveTheLabelsOfTheTraining(string name)
    {
        var expected = Items(await ReadAsync("topic", $"{name}.text.expected.json"));

        var answers = Items(
            JsonNode.Parse(await PredictAsync("topic", await ReadAsync("topic", $"{name}.text.json")))!
        );

        answers
            .Select(answer => (string)answer["label"]!)
            .Should()
            .Equal(expected.Select(item => (string)item["label"]!));
    }

    [Fact]
    public async Task Predict_ExampleThatNerShows_HasEveryName()
    {
        var shown = JsonNode.Parse(await samples.Http.GetStringAsync("/models/ner", Token))!["example"]!;
        var answer = JsonNode.Parse(await PredictAsync("ner", shown))!;
        answer["entities"]!
            .AsArray()
            .Select(entity => $"{entity!["type"]} {entity["text"]}")
            .Should()
            .Equal("PER Angela Merkel", "ORG Reuters", "LOC Berlin", "PER Emmanuel Macron");
    }

    [Theory]
    [InlineData("types=PER,LOC")]
    [InlineData("types=PER&types=LOC")]
    public async Task Predict_TextAlone_TakesOptionsOfTheAddress(string options)
    {
        using var body = new StringContent("Angela Merkel told Reuters in Berlin.", Encoding.UTF8, "text/plain");
        using var response = await samples.Http.PostAsync($"/models/ner?{options}", body, Token);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        answer["entities"]!
            .AsArray()
            .Select(entity => (string)entity!["text"]!)
            .Should()
            .Equal("Angela Merkel", "Berlin");
    }

    [Fact]
    public async Task Predict_NerTextWithEmoji_HasOffsetsOfTheUnitAskedFor()
    {
        const string text = "\ud83d\ude00\ud83d\ude00 caf\u00e9: Angela Merkel met Emmanuel Macron in Paris.";

        foreach (var unit in (string[])["utf16", "utf8", "codepoint"])
        {
            var body = new JsonObject { ["text"] = text, ["offsets"] = unit };
            var answer = JsonNode.Parse(await PredictAsync("ner", body))!;

            var first = answer["entities"]![0]!;
            ((string)first["text"]!).Should().Be("Angela Merkel");
            var before = text[..text.IndexOf("Angela", StringComparison.Ordinal)];
            var start = unit switch
            {
                "utf8" => Encoding.UTF8.GetByteCount(before),
                "codepoint" => before.EnumerateRunes().Count(),
                _ => before.Length,
            };
            ((int)first["start"]!).Should().Be(start);
            ((int)first["end"]!).Should().Be(start + "Angela Merkel".Length);
        }
    }

    private static (string Type, string Text, int Start, int End) Entity(JsonNode? entity) =>
        ((string)entity!["type"]!, (string)entity["text"]!, (int)entity["start"]!, (int)entity["end"]!);

    private static IReadOnlyList<JsonNode> Items(JsonNode body) =>
        body is JsonArray list ? [.. list.Select(item => item!)] : [body];

    private static async Task<JsonNode> ReadAsync(string model, string file) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Checkout.Sample(model), "requests", file), Token))!;

    private async Task<string> PredictAsync(string model, JsonNode request)
    {
        using var body = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await samples.Http.PostAsync($"/models/{model}", body, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return text;
    }
}
