using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Entities of an exported transformer, in a hub's folder without a model.yaml, through the real server.</summary>
public sealed class TokenClassificationTests(TokenClassificationTests.Fixture fixture)
    : IClassFixture<TokenClassificationTests.Fixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_HasItsEntities()
    {
        var answer = await fixture.Server.AskAsync("ner", """{"text": "Yes, Ada Lovelace saw Londontown."}""");
        Spans(answer).Should().Equal("PER 'Ada Lovelace' 5-17", "LOC 'Londontown' 22-32");
    }

    [Theory]
    [InlineData("utf16", 9, 12)]
    [InlineData("utf8", 16, 19)]
    [InlineData("codepoint", 6, 9)]
    public async Task Offsets_InEachUnit_AreOfTheTextAsItWas(string unit, int start, int end)
    {
        // Emoji of two code points, a combining mark, and a letter beyond the BMP.
        var text = "👩🏽e\u0301𝒳 Ada";
        var body = new JsonObject { ["text"] = text, ["offsets"] = unit }.ToJsonString();
        var answer = await fixture.Server.AskAsync("ner", body);
        Spans(answer).Should().Equal($"PER 'Ada' {start}-{end}");
    }

    [Fact]
    public async Task PlainText_WithOptionsInTheAddress_IsTheSame()
    {
        var (status, body) = await fixture.Server.SendAsync("ner?offsets=utf8&min_score=0.5", "é Ada", "text/plain");
        status.Should().Be(HttpStatusCode.OK);
        Spans(JsonNode.Parse(body)!).Should().Equal("PER 'Ada' 3-6");
    }

    [Fact]
    public async Task Lists_AreAnsweredInOrder()
    {
        var answer = await fixture.Server.AskAsync("ner", """{"text": ["Ada", "nobody", "", "Londontown"]}""");
        answer
            .AsArray()
            .Select(one => string.Join(',', Spans(one!)))
            .Should()
            .Equal("PER 'Ada' 0-3", "", "", "LOC 'Londontown' 0-10");
    }

    [Fact]
    public async Task JsonLines_ABadLine_HurtsNoOther()
    {
        var lines = """
            {"text": "Ada"}
            {"text": 7}

            "Londontown"
            {"text": "Ada", "min_score": 2}
            """;
        var (status, body) = await fixture.Server.SendAsync("ner", lines, "application/x-ndjson");
        status.Should().Be(HttpStatusCode.OK);
        var answers = body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .ToList();
        answers.Should().HaveCount(4);
        Spans(answers[0]).Should().Equal("PER 'Ada' 0-3");
        ((string)answers[1]["error"]!).Should().Contain("'text'");
        Spans(answers[2]).Should().Equal("LOC 'Londontown' 0-10");
        ((string)answers[3]["error"]!).Should().Contain("'min_score'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \t\r\n ")]
    [InlineData("\u0000\u0007\u001b")]
    [InlineData("\u200f\u202e")]
    public async Task Text_WithoutAWord_HasNoEntities(string text)
    {
        var answer = await fixture.Server.AskAsync("ner", new JsonObject { ["text"] = text }.ToJsonString());
        answer["entities"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task RightToLeft_OffsetsAreInReadingOrder()
    {
        var text = "שלום Ada مرحبا Londontown";
        var answer = await fixture.Server.AskAsync("ner", new JsonObject { ["text"] = text }.ToJsonString());
        Spans(answer).Should().Equal("PER 'Ada' 5-8", "LOC 'Londontown' 15-25");
    }

    [Fact]
    public async Task LoneSurrogate_IsRefusedInWords()
    {
        (await fixture.Server.RefusalAsync("ner", """{"text": "a \ud800 b"}""")).Should().Contain("surrogate");
        using var content = new ByteArrayContent([(byte)'a', 0xed, 0xa0, 0x80]);
        content.Headers.ContentType = new("text/plain");
        using var response = await fixture.Server.Http.PostAsync("/models/ner", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("not UTF-8");
    }

    [Fact]
    public async Task OneMegabyte_IsAnsweredByWindows()
    {
        var sentence = "Then Ada Lovelace went to Londontown, and nobody saw her again. ";
        var text = string.Concat(Enumerable.Repeat(sentence, (1 << 20) / sentence.Length));
        var started = Stopwatch.GetTimestamp();
        var answer = await fixture.Server.AskAsync("ner", new JsonObject { ["text"] = text }.ToJsonString());
        var spans = Spans(answer).ToList();
        spans.Should().HaveCount(2 * (text.Length / sentence.Length)).And.OnlyHaveUniqueItems();
        foreach (var entity in answer["entities"]!.AsArray())
        {
            text[(int)entity!["start"]!..(int)entity["end"]!].Should().Be((string)entity["text"]!);
        }

        TestContext.Current.SendDiagnosticMessage($"1 MB took {Stopwatch.GetElapsedTime(started)}.");
    }

    [Fact]
    public async Task OneMegabyteWithoutASpace_IsAnswered()
    {
        var body = new JsonObject { ["text"] = new string('x', 1 << 20) }.ToJsonString();
        (await fixture.Server.AskAsync("ner", body))["entities"]!.AsArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"text": "Ada", "aggregation": "most"}""", "*'aggregation'*none, simple, first, average, max*")]
    [InlineData("""{"text": "Ada", "types": ["XYZ"]}""", "*'XYZ'*PER, LOC*")]
    [InlineData("""{"text": "Ada", "top_k": 1}""", "*'top_k' is not known*")]
    [InlineData("""{}""", "*needs 'text'*")]
    public async Task Wrong_SaysWhat(string body, string message) =>
        (await fixture.Server.RefusalAsync("ner", body)).Should().Match(message);

    [Fact]
    public async Task HuggingFace_ATextAndAList_AreAnsweredAsThePipelineDoes()
    {
        var answer = await fixture.Server.AskAsync(
            "ner",
            """{"inputs": "🙂 Ada Lovelace", "parameters": {"aggregation_strategy": "simple"}}"""
        );
        var entity = answer.AsArray().Should().ContainSingle().Which!;
        ((string)entity["entity_group"]!).Should().Be("PER");
        ((string)entity["word"]!).Should().Be("ada lovelace");
        ((int)entity["start"]!, (int)entity["end"]!).Should().Be((2, 14));
        entity.AsObject().Select(member => member.Key).Should().Equal("entity_group", "score", "word", "start", "end");

        var none = await fixture.Server.AskAsync(
            "ner",
            """{"inputs": ["Londontown"], "parameters": {"aggregation_strategy": "none"}}"""
        );
        var tokens = none[0]!.AsArray();
        tokens
            .Select(token => $"{token!["entity"]} {token["index"]} {token["word"]}")
            .Should()
            .Equal("B-LOC 1 london", "I-LOC 2 ##town");
    }

    [Fact]
    public async Task ManyCallersAtOnce_GetWhatOneGets()
    {
        var texts = Enumerable
            .Range(0, 40)
            .Select(i => string.Concat(Enumerable.Repeat("nobody ", i)) + "Ada Lovelace")
            .ToList();
        var answers = await Task.WhenAll(
            texts.Select(text => fixture.Server.AskAsync("ner", new JsonObject { ["text"] = text }.ToJsonString()))
        );
        answers
            .Select(answer => Spans(answer).Single())
            .Should()
            .Equal(texts.Select(text => $"PER 'Ada Lovelace' {text.Length - 12}-{text.Length}"));
    }

    [Fact]
    public async Task Tensors_AreStillReached()
    {
        using var body = new StringContent(
            """
            {"inputs": [{"name": "input_ids", "shape": [1, 1], "datatype": "INT64", "data": [5]},
                        {"name": "attention_mask", "shape": [1, 1], "datatype": "INT64", "data": [1]}]}
            """,
            Encoding.UTF8,
            "application/json"
        );
        using var response = await fixture.Server.Http.PostAsync("/v2/models/ner/infer", body, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static IEnumerable<string> Spans(JsonNode answer) =>
        answer["entities"]!
            .AsArray()
            .Select(entity => $"{entity!["type"]} '{entity["text"]}' {entity["start"]}-{entity["end"]}");

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal TextServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            TextModels.Write(
                _folder,
                "ner",
                "BertForTokenClassification",
                """, "id2label": {"0": "O", "1": "B-PER", "2": "I-PER", "3": "B-LOC", "4": "I-LOC"}""",
                new Dictionary<string, float[]>
                {
                    ["[UNK]"] = [9, 0, 0, 0, 0],
                    ["ada"] = [0, 9, 0, 0, 0],
                    ["lovelace"] = [0, 0, 9, 0, 0],
                    ["london"] = [0, 0, 0, 9, 0],
                    ["##town"] = [0, 0, 0, 0, 9],
                },
                table => TestModels.TokenTable(table),
                "onnx/model.onnx"
            );
            Server = await TextServer.StartAsync(_folder["ner"]);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
