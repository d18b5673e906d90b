using System.Text.Json.Nodes;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Classes of texts, through the real server, without a model.yaml.</summary>
public sealed class TextClassificationTests(TextClassificationTests.Fixture fixture)
    : IClassFixture<TextClassificationTests.Fixture>
{
    [Fact]
    public async Task SingleLabel_IsASoftmaxOverAll()
    {
        var answer = await fixture.Server.AskAsync("mood", """{"text": "good", "top_k": 2}""");
        ((string)answer["label"]!).Should().Be("POSITIVE");
        // The mean over [CLS] good [SEP] of 6, which is 2, against 0.
        ((float)answer["score"]!)
            .Should()
            .BeApproximately(0.8808f, 1e-3f);
        answer["labels"]!.AsArray().Select(label => (string)label!["label"]!).Should().Equal("POSITIVE", "NEGATIVE");
    }

    [Fact]
    public async Task MultiLabel_TellsThoseOverTheThreshold()
    {
        var answer = await fixture.Server.AskAsync("tags", """{"text": "good bad"}""");
        answer["labels"]!.AsArray().Select(label => (string)label!["label"]!).Should().BeEquivalentTo("a", "b");
        (await fixture.Server.AskAsync("tags", """{"text": "good bad", "threshold": 0.99}"""))["labels"]!
            .AsArray()
            .Should()
            .BeEmpty();
    }

    [Fact]
    public async Task Regression_IsANumber()
    {
        var answer = await fixture.Server.AskAsync("stars", """{"text": "good"}""");
        answer.ToJsonString().Should().Be("""{"score":2}""");
    }

    [Fact]
    public async Task Pairs_AreTakenTogether()
    {
        var answer = await fixture.Server.AskAsync("mood", """{"text": "good", "text_pair": "bad"}""");
        ((float)answer["score"]!).Should().BeApproximately(0.5f, 1e-3f);
    }

    [Fact]
    public async Task LongText_IsTheMeanOfItsWindows()
    {
        var text = string.Concat(Enumerable.Repeat("bad ", 200)) + string.Concat(Enumerable.Repeat("good ", 600));
        var answer = await fixture.Server.AskAsync("mood", new JsonObject { ["text"] = text }.ToJsonString());
        ((string)answer["label"]!).Should().Be("POSITIVE");
        ((float)answer["score"]!).Should().BeInRange(0.7f, 0.8f);
    }

    [Fact]
    public async Task EmptyTexts_AreRefusedWithTheirPlace()
    {
        (await fixture.Server.RefusalAsync("mood", """{"text": " "}""")).Should().Contain("'text' is empty");
        (await fixture.Server.RefusalAsync("mood", """{"text": ["good", ""]}""")).Should().StartWith("Item 1: ");
    }

    [Fact]
    public async Task HuggingFace_IsAListOfLists()
    {
        var answer = await fixture.Server.AskAsync("mood", """{"inputs": "bad"}""");
        answer[0]!.AsArray().Select(label => (string)label!["label"]!).Should().Equal("NEGATIVE", "POSITIVE");
        var two = await fixture.Server.AskAsync(
            "mood",
            """{"inputs": ["good", {"text": "bad", "text_pair": "bad"}], "parameters": {"top_k": 1, "function_to_apply": "none"}}"""
        );
        two.ToJsonString().Should().Be("""[[{"label":"POSITIVE","score":2}],[{"label":"NEGATIVE","score":2.4}]]""");
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal TextServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Write("mood", """, "id2label": {"0": "NEGATIVE", "1": "POSITIVE"}""", [0, 6], [6, 0]);
            Write(
                "tags",
                """, "problem_type": "multi_label_classification", "id2label": {"0": "a", "1": "b", "2": "c"}""",
                [6, 0, -9],
                [0, 6, -9]
            );
            Write("stars", """, "problem_type": "regression", "id2label": {"0": "LABEL_0"}""", [6], [-6]);
            Server = await TextServer.StartAsync(_folder.Path);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }

        private void Write(string name, string config, float[] good, float[] bad) =>
            TextModels.Write(
                _folder,
                name,
                "DistilBertForSequenceClassification",
                config,
                new Dictionary<string, float[]> { ["good"] = good, ["bad"] = bad },
                TestModels.TextTable
            );
    }
}
