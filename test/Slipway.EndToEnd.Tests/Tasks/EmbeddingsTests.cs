using System.Text.Json.Nodes;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Vectors of texts, through the real server, from the files of sentence-transformers.</summary>
public sealed class EmbeddingsTests(EmbeddingsTests.Fixture fixture) : IClassFixture<EmbeddingsTests.Fixture>
{
    [Fact]
    public async Task Mean_OverAllTokensAndNormalized_AsTheFilesSay()
    {
        // [CLS] x y [SEP]: the mean of (3, 0) and (0, 4) over four is (0.75, 1), brought to 1.
        Vector(await fixture.Server.AskAsync("mean", """{"text": "x y"}""")).Should().Equal(0.6f, 0.8f);
    }

    [Fact]
    public async Task Options_OfARequest_CountMore()
    {
        var answer = await fixture.Server.AskAsync("mean", """{"text": "x y", "normalize": false, "dimensions": 1}""");
        Vector(answer).Should().Equal(0.75f);
    }

    [Fact]
    public async Task WithoutFiles_ItIsTheMeanAsItIs() =>
        Vector(await fixture.Server.AskAsync("plain", """{"text": "x y"}""")).Should().Equal(0.75f, 1f);

    [Fact]
    public async Task Batch_IsWhatEachIsAlone()
    {
        string[] texts = ["x", "y x", "x x x y y", "z", "x y z x y z x y z"];
        var together = await fixture.Server.AskAsync(
            "mean",
            new JsonObject { ["text"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]) }.ToJsonString()
        );
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = await fixture.Server.AskAsync("mean", new JsonObject { ["text"] = texts[i] }.ToJsonString());
            Vector(together[i]!).Should().Equal(Vector(alone));
        }
    }

    [Fact]
    public async Task HuggingFace_IsNestedLists()
    {
        (await fixture.Server.AskAsync("mean", """{"inputs": "x", "normalize": true}"""))
            .ToJsonString()
            .Should()
            .Be("[1,0]");
        (await fixture.Server.AskAsync("mean", """{"inputs": ["x", "y"]}"""))
            .ToJsonString()
            .Should()
            .Be("[[1,0],[0,1]]");
        (await fixture.Server.AskAsync("mean", """{"inputs": {"source_sentence": "x", "sentences": ["x x", "y"]}}"""))
            .ToJsonString()
            .Should()
            .Be("[1,0]");
    }

    [Fact]
    public async Task Empty_IsRefused() =>
        (await fixture.Server.RefusalAsync("mean", """{"text": ""}""")).Should().Contain("empty");

    private static IEnumerable<float> Vector(JsonNode answer) =>
        answer["embedding"]!.AsArray().Select(value => MathF.Round((float)value!, 5));

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal TextServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            foreach (var name in (string[])["mean", "plain"])
            {
                TextModels.Write(
                    _folder,
                    name,
                    "BertModel",
                    "",
                    new Dictionary<string, float[]>
                    {
                        ["x"] = [3, 0],
                        ["y"] = [0, 4],
                        ["z"] = [1, 1],
                    },
                    table => TestModels.TokenTable(table, "last_hidden_state")
                );
            }

            _folder.Write(
                "mean/modules.json",
                """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """
            );
            _folder.Write(
                "mean/1_Pooling/config.json",
                """{"word_embedding_dimension": 2, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}"""
            );
            Server = await TextServer.StartAsync(_folder.Path);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
