using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>Models that have to be refused: each is said to have failed, with its reason, and the others answer.</summary>
public sealed class RefusedFixtureTests
{
    // What is not here of those marked so is imported with its parsed features, which its note allows.
    private static readonly (string Path, string Says)[] Refused =
    [
        ("keras-edge/lambda_layer", "Lambda"),
        ("keras-edge/truncated", "damaged"),
        ("savedmodel/mlnet_string_ops", "StringSplit"),
        ("savedmodel/tfnet_missing_variables", "variable"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_ModelsThatCannotBeImported_SaysWhyAndServesTheOthers()
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        using var folder = new TempFolder();
        foreach (var (path, _) in Refused)
        {
            ModelFixture.Copy(
                ModelFixture.Open(path).Models.Values.First(),
                Path.Combine(folder["models"], path.Replace('/', '.'), "1")
            );
        }

        folder.Model("models/sound/1/model.onnx", TestModels.HalfPlusTwo(2, "batch"));
        await using var server = await ServerProcess.StartAsync(
            [folder["models"]],
            new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder["cache"] },
            "--readiness",
            "lenient"
        );
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };

        foreach (var (path, says) in Refused)
        {
            (await FailureAsync(http, path.Replace('/', '.'))).Should().ContainEquivalentOf(says, "of {0}", path);
        }

        using var answer = await http.PostAsJsonAsync(
            "/v1/models/sound:predict",
            new JsonObject { ["instances"] = new JsonArray(2f) },
            Token
        );
        (await answer.Content.ReadAsStringAsync(Token)).Should().Be("""{"predictions":[3.0]}""");
    }

    private static async Task<string> FailureAsync(HttpClient http, string name)
    {
        while (true)
        {
            using var response = await http.GetAsync($"/v1/models/{name}", Token);
            var status = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
            var version = status["model_version_status"]![0]!;
            if ((string?)version["state"] == "END")
                return (string)version["status"]!["error_message"]!;
            ((string?)version["state"]).Should().NotBe("AVAILABLE", "{0} is to be refused", name);
            await Task.Delay(50, Token);
        }
    }
}
