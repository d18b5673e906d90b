using System.Text.Json.Nodes;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Words for gaps, through the real server, without a model.yaml.</summary>
public sealed class FillMaskTests(FillMaskTests.Fixture fixture) : IClassFixture<FillMaskTests.Fixture>
{
    [Fact]
    public async Task Mask_HasItsLikeliestWords()
    {
        var answer = await fixture.Server.AskAsync("fill", """{"text": "A [MASK] here.", "top_k": 2}""");
        var mask = answer["masks"]!.AsArray().Should().ContainSingle().Which!;
        ((int)mask["start"]!, (int)mask["end"]!).Should().Be((2, 8));
        mask["fillings"]!
            .AsArray()
            .Select(filling => (string)filling!["sequence"]!)
            .Should()
            .Equal("A cat here.", "A dog here.");
        ((float)mask["fillings"]![0]!["score"]!).Should().BeApproximately(0.878f, 1e-2f);
    }

    [Fact]
    public async Task SeveralMasks_AlsoFarApart_AreAllFilled()
    {
        var text = "[MASK] " + string.Concat(Enumerable.Repeat("and so on ", 100)) + "[MASK]";
        var answer = await fixture.Server.AskAsync("fill", new JsonObject { ["text"] = text }.ToJsonString());
        answer["masks"]!.AsArray().Select(mask => (int)mask!["start"]!).Should().Equal(0, text.Length - 6);
    }

    [Fact]
    public async Task Targets_AreTheOnlyOnes()
    {
        var answer = await fixture.Server.AskAsync("fill", """{"text": "[MASK]", "targets": ["dog"]}""");
        answer["masks"]![0]!["fillings"]!.AsArray().Select(filling => (string)filling!["text"]!).Should().Equal("dog");
    }

    [Fact]
    public async Task WithoutAMask_IsRefused() =>
        (await fixture.Server.RefusalAsync("fill", """{"text": "nothing"}""")).Should().Contain("write [MASK]");

    [Fact]
    public async Task HuggingFace_IsAList_AndForSeveralMasksAListOfLists()
    {
        var one = await fixture.Server.AskAsync("fill", """{"inputs": "a [MASK]", "parameters": {"top_k": 1}}""");
        var filling = one[0]!;
        filling.AsObject().Select(member => member.Key).Should().Equal("score", "token", "token_str", "sequence");
        ((string)filling["sequence"]!).Should().Be("a cat");
        ((string)filling["token_str"]!).Should().Be("cat");
        var two = await fixture.Server.AskAsync("fill", """{"inputs": "[MASK] [MASK]", "parameters": {"top_k": 1}}""");
        ((string)two[0]![0]!["sequence"]!).Should().Be("[CLS] cat [MASK] [SEP]");
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal TextServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            // Ids: five special tokens, then a, cat, dog.
            TextModels.Write(
                _folder,
                "fill",
                "BertForMaskedLM",
                "",
                new Dictionary<string, float[]>
                {
                    ["[MASK]"] = [0, 0, 0, 0, 0, 0, 8, 6],
                    ["a"] = [0, 0, 0, 0, 0, 9, 0, 0],
                    ["cat"] = [0, 0, 0, 0, 0, 0, 9, 0],
                    ["dog"] = [0, 0, 0, 0, 0, 0, 0, 9],
                },
                table => TestModels.TokenTable(table)
            );
            Server = await TextServer.StartAsync(_folder["fill"]);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
