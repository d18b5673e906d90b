using System.Net;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>KServe V1 on the paths that it shares with TensorFlow Serving: an answer that satisfies both.</summary>
[Collection(nameof(TensorFlowGroup))]
public sealed class KServeTests(TensorFlowFixture server)
{
    [Fact]
    public async Task Models_AreListed()
    {
        var (status, body) = await server.GetAsync("/v1/models");

        status.Should().Be(HttpStatusCode.OK);
        body["models"]!.AsArray().Select(name => name!.GetValue<string>()).Should().Contain(["half_plus_two", "text"]);
    }

    [Fact]
    public async Task Ready_OfAModelThatIs_Is200WithNameAndReady()
    {
        var (status, body) = await server.GetAsync("/v1/models/half_plus_two");

        status.Should().Be(HttpStatusCode.OK);
        body["name"]!.GetValue<string>().Should().Be("half_plus_two");
        body["ready"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task Ready_OfAModelThatFailed_Is503WithTensorFlowServingsCause()
    {
        var (status, body) = await BetweenAttemptsAsync("/v1/models/broken");

        status.Should().Be(HttpStatusCode.ServiceUnavailable);
        body["ready"]!.GetValue<bool>().Should().BeFalse();
        var version = body["model_version_status"]![0]!;
        version["version"]!.GetValue<string>().Should().Be("1");
        version["state"]!.GetValue<string>().Should().Be("END");
        version["status"]!["error_code"]!.GetValue<string>().Should().NotBe("OK");
        version["status"]!["error_message"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Status_OfAVersionThatFailed_Is200AsTensorFlowServingHasIt()
    {
        var (status, body) = await BetweenAttemptsAsync("/v1/models/broken/versions/1");

        status.Should().Be(HttpStatusCode.OK);
        body["model_version_status"]![0]!["state"]!.GetValue<string>().Should().Be("END");
    }

    [Fact]
    public async Task Predict_OfInputs_HasPredictionsBesideOutputs()
    {
        var (status, body) = await server.PostAsync(
            "/v1/models/half_plus_two:predict",
            """{"inputs": [1.0, 2.0, 5.0], "parameters": {"any": 1}}"""
        );

        status.Should().Be(HttpStatusCode.OK);
        var expected = JsonNode.Parse("""{"outputs": [2.5, 3.0, 4.5], "predictions": [2.5, 3.0, 4.5]}""");
        JsonNode.DeepEquals(body, expected).Should().BeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task Explain_Is501AndSaysWhatToDo()
    {
        var (status, body) = await server.PostAsync("/v1/models/half_plus_two:explain", """{"instances": [1]}""");

        status.Should().Be(HttpStatusCode.NotImplemented);
        body["error"]!.GetValue<string>().Should().Contain("half_plus_two").And.Contain(":predict");
    }

    [Fact]
    public async Task Explain_OfAnUnknownModel_Is404()
    {
        var (status, _) = await server.PostAsync("/v1/models/none:explain", "{}");

        status.Should().Be(HttpStatusCode.NotFound);
    }

    // A load that failed is tried again, and meanwhile the version is loading.
    private async Task<(HttpStatusCode Status, JsonNode Body)> BetweenAttemptsAsync(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (status, body) = await server.GetAsync(path);
            if (attempt == 100 || body["model_version_status"]![0]!["state"]!.GetValue<string>() == "END")
                return (status, body);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
