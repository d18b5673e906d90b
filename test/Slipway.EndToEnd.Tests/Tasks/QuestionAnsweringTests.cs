using System.Text.Json.Nodes;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Answers out of texts, through the real server, without a model.yaml.</summary>
public sealed class QuestionAnsweringTests(QuestionAnsweringTests.Fixture fixture)
    : IClassFixture<QuestionAnsweringTests.Fixture>
{
    [Fact]
    public async Task Answer_IsAPartOfTheContext()
    {
        var answer = await AskAsync("who", "🙂 It was Ada Lovelace, they say.");
        Spans(answer).Should().Equal("'Ada Lovelace' 10-22");
        ((float)answer["answers"]![0]!["score"]!).Should().BeGreaterThan(0.9f);
    }

    [Fact]
    public async Task Answer_FarIntoALongContext_IsFound()
    {
        var context = string.Concat(Enumerable.Repeat("Nothing was said. ", 500)) + "It was Ada Lovelace.";
        Spans(await AskAsync("who", context))
            .Should()
            .Equal($"'Ada Lovelace' {context.Length - 13}-{context.Length - 1}");
    }

    [Fact]
    public async Task NoAnswer_WhereTheModelSaysSo_IsEmpty()
    {
        var answer = await fixture.Server.AskAsync(
            "qa",
            """{"question": "who", "context": "nothing here", "no_answer": true}"""
        );
        Spans(answer).Should().Equal("'' 0-0");
    }

    [Fact]
    public async Task TopK_GivesSeveralEachOnce()
    {
        var answer = await fixture.Server.AskAsync(
            "qa",
            """{"question": "who", "context": "Ada a Lovelace", "top_k": 3}"""
        );
        Spans(answer).Should().HaveCount(3).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("""{"question": "who"}""", "*needs*'context'*")]
    [InlineData("""{"question": " ", "context": ""}""", "'question' is empty*'context' is empty*")]
    [InlineData("""{"question": "who", "context": "x", "top_k": 0}""", "*'top_k' is to be 1 to*")]
    public async Task Wrong_SaysWhat(string body, string message) =>
        (await fixture.Server.RefusalAsync("qa", body)).Should().Match(message);

    [Fact]
    public async Task QuestionWithoutRoomForTheContext_IsRefused()
    {
        var question = string.Concat(Enumerable.Repeat("who ", 30));
        var body = new JsonObject { ["question"] = question, ["context"] = "Ada" }.ToJsonString();
        (await fixture.Server.RefusalAsync("qa", body)).Should().Match("*question*tokens*sees 24*");
    }

    [Fact]
    public async Task HuggingFace_IsOneAnswerOrAList()
    {
        var one = await fixture.Server.AskAsync(
            "qa",
            """{"inputs": {"question": "who", "context": "🙂 Ada Lovelace"}}"""
        );
        one.AsObject().Select(member => member.Key).Should().Equal("score", "start", "end", "answer");
        ((string)one["answer"]!).Should().Be("Ada Lovelace");
        ((int)one["start"]!).Should().Be(2);
        var several = await fixture.Server.AskAsync(
            "qa",
            """{"inputs": {"question": "who", "context": "Ada a Lovelace"}, "parameters": {"top_k": 2, "max_answer_len": 1}}"""
        );
        several.AsArray().Should().HaveCount(2);
    }

    private Task<JsonNode> AskAsync(string question, string context) =>
        fixture.Server.AskAsync("qa", new JsonObject { ["question"] = question, ["context"] = context }.ToJsonString());

    private static IEnumerable<string> Spans(JsonNode answer) =>
        answer["answers"]!.AsArray().Select(one => $"'{one!["answer"]}' {one["start"]}-{one["end"]}");

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal TextServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            TextModels.Write(
                _folder,
                "qa",
                "BertForQuestionAnswering",
                "",
                new Dictionary<string, float[]>
                {
                    ["[CLS]"] = [5, 5],
                    ["who"] = [0, 0],
                    ["a"] = [0, 0],
                    ["ada"] = [12, 0],
                    ["lovelace"] = [0, 12],
                },
                TestModels.SpanTable
            );
            Server = await TextServer.StartAsync(_folder["qa"]);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
