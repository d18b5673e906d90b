using System.Text.Json.Nodes;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Entities of a model that takes whole words and their characters, through the real server.</summary>
public sealed class WordEntitiesTests(WordEntitiesTests.Fixture fixture) : IClassFixture<WordEntitiesTests.Fixture>
{
    [Fact]
    public async Task Text_HasItsEntities()
    {
        var answer = await fixture.Server.AskAsync("ner", """{"text": "Yes, Ada Lovelace lived in London."}""");
        Spans(answer).Should().Equal("PER 'Ada Lovelace' 5-17", "LOC 'London' 27-33");
        ((float)answer["entities"]![0]!["score"]!).Should().BeInRange(0.99f, 1f);
    }

    [Fact]
    public async Task LongText_OfManyWindows_HasAllOfThemOnce()
    {
        var text = string.Concat(Enumerable.Repeat("Then Ada Lovelace went to London again. ", 1000));
        var answer = await fixture.Server.AskAsync("ner", new JsonObject { ["text"] = text }.ToJsonString());
        var spans = Spans(answer).ToList();
        spans.Should().HaveCount(2000).And.OnlyHaveUniqueItems();
        spans[^1].Should().Be($"LOC 'London' {text.Length - 14}-{text.Length - 8}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("Nothing here")]
    public async Task Text_WithoutEntities_HasNone(string text)
    {
        var answer = await fixture.Server.AskAsync("ner", new JsonObject { ["text"] = text }.ToJsonString());
        answer["entities"]!.AsArray().Should().BeEmpty();
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
            TinyEntities.Write(_folder, "token-classification:\n  max_length: 32\n");
            Server = await TextServer.StartAsync(_folder["ner"]);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
