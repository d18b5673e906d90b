using System.Net;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>
/// The requests and answers of TensorFlow Serving's own <c>g3doc/api_rest.md</c>, compared as JSON, and those of the other
/// calls and forms that it describes.
/// </summary>
[Collection(nameof(TensorFlowGroup))]
public sealed class ApiRestDocumentTests(TensorFlowFixture server)
{
    [Fact]
    public async Task Status_OfHalfPlusThree_IsTheDocuments()
    {
        var (status, body) = await server.GetAsync("/v1/models/half_plus_three");

        status.Should().Be(HttpStatusCode.OK);
        Same(
            new JsonObject { ["model_version_status"] = body["model_version_status"]!.DeepClone() },
            """
            {
             "model_version_status": [
              {
               "version": "123",
               "state": "AVAILABLE",
               "status": {
                "error_code": "OK",
                "error_message": ""
               }
              }
             ]
            }
            """
        );
    }

    [Theory]
    [InlineData("half_plus_three", """{"predictions": [3.5, 4.0, 5.5]}""")]
    [InlineData("half_plus_two", """{"predictions": [2.5, 3.0, 4.5]}""")]
    [InlineData("half_plus_two/versions/123", """{"predictions": [2.5, 3.0, 4.5]}""")]
    public async Task Predict_OfInstances_IsTheDocuments(string model, string expected)
    {
        var (status, body) = await server.PostAsync($"/v1/models/{model}:predict", """{"instances": [1.0,2.0,5.0]}""");

        status.Should().Be(HttpStatusCode.OK);
        Same(body, expected);
    }

    [Fact]
    public async Task Regress_OfHalfPlusThree_IsTheDocuments()
    {
        var (status, body) = await server.PostAsync(
            "/v1/models/half_plus_three:regress",
            """{"signature_name": "tensorflow/serving/regress", "examples": [{"x": 1.0}, {"x": 2.0}]}"""
        );

        status.Should().Be(HttpStatusCode.OK);
        Same(body, """{"results": [3.5, 4.0]}""");
    }

    [Fact]
    public async Task Predict_OfAnUnknownModel_Is404WithAnError()
    {
        var (status, body) = await server.PostAsync("/v1/models/half:predict", """{"instances": [1.0,5.0]}""");

        status.Should().Be(HttpStatusCode.NotFound);
        body.AsObject().Select(member => member.Key).Should().Equal("error");
        body["error"]!.GetValue<string>().Should().Contain("'half'").And.Contain("half_plus_two");
    }

    [Fact]
    public async Task Metadata_OfHalfPlusTwo_IsASignatureDef()
    {
        foreach (var path in new[] { "half_plus_two", "half_plus_two/versions/123" })
        {
            var (status, body) = await server.GetAsync($"/v1/models/{path}/metadata");

            status.Should().Be(HttpStatusCode.OK);
            Same(
                body,
                """
                {
                 "model_spec": {"name": "half_plus_two", "signature_name": "", "version": "123"},
                 "metadata": {"signature_def": {"signature_def": {"serving_default": {
                   "inputs": {"x": {
                     "dtype": "DT_FLOAT",
                     "tensor_shape": {"dim": [{"size": "-1", "name": "batch"}], "unknown_rank": false},
                     "name": "x:0"}},
                   "outputs": {"y": {
                     "dtype": "DT_FLOAT",
                     "tensor_shape": {"dim": [{"size": "-1", "name": "batch"}], "unknown_rank": false},
                     "name": "y:0"}},
                   "method_name": "tensorflow/serving/predict",
                   "defaults": {}}}}}
                }
                """
            );
        }
    }

    [Fact]
    public async Task Predict_OfColumns_AnswersColumns()
    {
        var (status, body) = await server.PostAsync(
            "/v1/models/matmul/versions/1:predict",
            """{"inputs": {"a": [[1, 2], [3, 4]], "b": [[5, 6, 7], [8, 9, 10]]}, "signature_name": "serving_default"}"""
        );

        status.Should().Be(HttpStatusCode.OK);
        Same(body, """{"outputs": [[21.0, 24.0, 27.0], [47.0, 54.0, 61.0]]}""");
    }

    [Fact]
    public async Task Predict_OfNamedRows_AnswersNamedRows()
    {
        var ones = string.Join(',', Enumerable.Repeat(1, 16));
        var twos = string.Join(',', Enumerable.Repeat(2, 16));
        var threes = string.Join(',', Enumerable.Repeat(3, 16));
        var (status, body) = await server.PostAsync(
            "/v1/models/simple:predict",
            $$"""{"instances": [{"INPUT0": [{{twos}}], "INPUT1": [{{ones}}]}, {"INPUT1": [{{ones}}], "INPUT0": [{{ones}}]}]}"""
        );

        status.Should().Be(HttpStatusCode.OK);
        var zeros = string.Join(',', Enumerable.Repeat(0, 16));
        Same(
            body,
            $$"""
            {"predictions": [
              {"OUTPUT0": [{{threes}}], "OUTPUT1": [{{ones}}]},
              {"OUTPUT0": [{{twos}}], "OUTPUT1": [{{zeros}}]}]}
            """
        );
    }

    [Fact]
    public async Task Predict_OfBase64_IsBytes()
    {
        var (status, body) = await server.PostAsync(
            "/v1/models/text:predict",
            """{"instances": [["seaside", {"b64": "aW1hZ2UgYnl0ZXM="}, {"b64": "/+7d"}]]}"""
        );

        status.Should().Be(HttpStatusCode.OK);
        Same(body, """{"predictions": [["seaside", "image bytes", {"b64": "/+7d"}]]}""");
    }

    [Fact]
    public async Task Predict_OfNaNAndInfinity_ComesBackAsTokens()
    {
        using var content = new StringContent("""{"instances": [NaN, Infinity, -Infinity]}""");
        using var response = await server.Http.PostAsync(
            "/v1/models/half_plus_two:predict",
            content,
            TestContext.Current.CancellationToken
        );

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Should()
            .Be("""{"predictions":[NaN,Infinity,-Infinity]}""");
    }

    [Fact]
    public async Task Classify_OfLabelledScores_IsPairs()
    {
        var (status, body) = await server.PostAsync(
            "/v1/models/animals:classify",
            """{"examples": [{"input": [0.25, 0.75]}, {"input": [1, 0]}]}"""
        );

        status.Should().Be(HttpStatusCode.OK);
        Same(body, """{"results": [[["cat", 0.25], ["dog", 0.75]], [["cat", 1.0], ["dog", 0.0]]]}""");
    }

    [Fact]
    public async Task Regress_WithContext_SharesIt()
    {
        var (status, body) = await server.PostAsync(
            "/v1/models/half_plus_two:regress",
            """{"context": {"x": 4.0}, "examples": [{}, {}]}"""
        );

        status.Should().Be(HttpStatusCode.OK);
        Same(body, """{"results": [4.0, 4.0]}""");
    }

    private static void Same(JsonNode actual, string expected) =>
        JsonNode.DeepEquals(actual, JsonNode.Parse(expected)).Should().BeTrue("{0} should be {1}", actual, expected);
}
