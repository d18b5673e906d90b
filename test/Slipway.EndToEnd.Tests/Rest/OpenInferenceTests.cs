using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>The REST surface of the Open Inference Protocol V2 against the running server.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class OpenInferenceTests(ModelsFixture models)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"live":true,"ready":true}""")]
    [InlineData("/v2/models/simple/ready", """{"name":"simple","ready":true}""")]
    [InlineData("/v2/models/simple/versions/1/ready", """{"name":"simple","ready":true}""")]
    public async Task Health_Everything_IsOk(string path, string body)
    {
        (await models.Http.GetStringAsync(path, Token)).Should().Be(body);
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await models.Http.SendAsync(head, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync(Token)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET", "/v2/models/simple/infer", "POST")]
    [InlineData("OPTIONS", "/v2/models/simple/versions/1/infer", "POST")]
    [InlineData("POST", "/v2/models/simple", "GET, HEAD")]
    [InlineData("DELETE", "/v2", "GET, HEAD")]
    [InlineData("PUT", "/v2/models/stats", "GET, HEAD")]
    public async Task Anything_WrongMethod_Is405AndSaysWhichItTakes(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await models.Http.SendAsync(request, Token);
        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        string.Join(", ", response.Content.Headers.Allow).Should().Be(allowed);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("error").And.Contain(allowed);
    }

    [Fact]
    public async Task Anything_NoSuchPath_Is404()
    {
        using var response = await models.Http.GetAsync("/v2/models/simple/inferr", Token);
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("/docs");
    }

    [Fact]
    public async Task Metadata_Server_NamesItsExtensions()
    {
        var metadata = await models.Http.GetFromJsonAsync<JsonElement>("/v2", Token);
        metadata.GetProperty("name").GetString().Should().Be("slipway");
        metadata.GetProperty("version").GetString().Should().NotBeNullOrEmpty();
        metadata
            .GetProperty("extensions")
            .EnumerateArray()
            .Select(e => e.GetString())
            .Should()
            .Contain("binary_tensor_data");
    }

    [Theory]
    [InlineData("/v2/models/simple_string")]
    [InlineData("/v2/models/simple_string/versions/1")]
    public async Task Metadata_Model_IsItsSignature(string path)
    {
        (await models.Http.GetStringAsync(path, Token))
            .Should()
            .Be(
                """{"name":"simple_string","versions":["1"],"platform":"onnxruntime_onnx","inputs":[{"name":"INPUT0","datatype":"BYTES","shape":[1,16]},{"name":"INPUT1","datatype":"BYTES","shape":[1,16]}],"outputs":[{"name":"OUTPUT0","datatype":"BYTES","shape":[1,16]},{"name":"OUTPUT1","datatype":"BYTES","shape":[1,16]}]}"""
            );
    }

    [Fact]
    public async Task Infer_OutputsAskedFor_ComeAloneInTheirOrderWithTheId()
    {
        var answer = await PostAsync(
            "simple",
            $$"""{"id":"a-1","inputs":[{{SimpleInputs}}],"outputs":[{"name":"OUTPUT1"},{"name":"OUTPUT0"}]}"""
        );
        answer.GetProperty("id").GetString().Should().Be("a-1");
        var outputs = answer.GetProperty("outputs");
        outputs
            .EnumerateArray()
            .Select(output => output.GetProperty("name").GetString())
            .Should()
            .Equal("OUTPUT1", "OUTPUT0");
        Integers(outputs[0]).Should().Equal(Enumerable.Range(0, 16).Select(i => i - 1));
        Integers(outputs[1]).Should().Equal(Enumerable.Range(0, 16).Select(i => i + 1));

        var single = await PostAsync("simple", $$"""{"inputs":[{{SimpleInputs}}],"outputs":[{"name":"OUTPUT1"}]}""");
        single.GetProperty("outputs").GetArrayLength().Should().Be(1);
        single.TryGetProperty("id", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Infer_NotFiniteNumbers_TravelBothWays()
    {
        using var content = new StringContent(
            """{"inputs":[{"name":"input","shape":[4],"datatype":"FP32","data":[NaN,Infinity,-Infinity,-0.0]}]}"""
        );
        using var response = await models.Http.PostAsync("/v2/models/floats/infer", content, Token);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("\"data\":[NaN,Infinity,-Infinity,-0]");
    }

    [Fact]
    public async Task Infer_BinaryBothWays_CarriesTheBytes()
    {
        var header =
            """{"inputs":[{"name":"input","shape":[2],"datatype":"FP32","parameters":{"binary_data_size":8}}],"outputs":[{"name":"output","parameters":{"binary_data":true}}]}"""u8;
        byte[] floats = [0, 0, 128, 63, 1, 0, 192, 127];
        using var content = new ByteArrayContent([.. header, .. floats]);
        content.Headers.Add("Inference-Header-Content-Length", header.Length.ToString(null, null));
        using var response = await models.Http.PostAsync("/v2/models/floats/infer", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");

        var body = await response.Content.ReadAsByteArrayAsync(Token);
        var split = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), null);
        body[split..].Should().Equal(floats, "a NaN keeps its payload");
        var json = JsonDocument.Parse(body.AsMemory(0, split)).RootElement.GetProperty("outputs")[0];
        json.GetProperty("parameters").GetProperty("binary_data_size").GetInt32().Should().Be(8);
        json.TryGetProperty("data", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Infer_BytesThatAreNoText_AskForBinary()
    {
        var header =
            """{"inputs":[{"name":"INPUT0","shape":[1,1],"datatype":"BYTES","parameters":{"binary_data_size":6}}]}"""u8;
        using var content = new ByteArrayContent([.. header, 2, 0, 0, 0, 0xFF, 0xFE]);
        content.Headers.Add("Inference-Header-Content-Length", header.Length.ToString(null, null));
        using var response = await models.Http.PostAsync("/v2/models/simple_identity/infer", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("OUTPUT0").And.Contain("binary_data");
    }

    [Fact]
    public async Task Infer_StringsAndSmallIntegers_AreComputed()
    {
        var strings = await PostAsync(
            "simple_string",
            $$"""{"inputs":[{"name":"INPUT0","shape":[1,16],"datatype":"BYTES","data":[{{Join(i => $"\"{i}\"")}}]},{"name":"INPUT1","shape":[1,16],"datatype":"BYTES","data":[{{Join(_ => "\"1\"")}}]}]}"""
        );
        strings.GetProperty("outputs")[0].GetProperty("data")[3].GetString().Should().Be("4");
        var bytes = await PostAsync(
            "simple_int8",
            $$"""{"inputs":[{{SimpleInputs.Replace("INT32", "INT8", StringComparison.Ordinal)}}]}"""
        );
        Integers(bytes.GetProperty("outputs")[0]).Should().Equal(Enumerable.Range(0, 16).Select(i => i + 1));
    }

    [Fact]
    public async Task Metrics_AfterRequests_CountThemByModelAndCause()
    {
        await PostAsync("simple", $$"""{"inputs":[{{SimpleInputs}}]}""");
        using var bad = new StringContent("""{"inputs":[]}""");
        (await models.Http.PostAsync("/v2/models/simple_int8/infer", bad, Token)).Dispose();
        using var unknown = new StringContent($$"""{"inputs":[{{SimpleInputs}}]}""");
        (await models.Http.PostAsync("/v2/models/never_heard_of/infer", unknown, Token)).Dispose();

        var metrics = await models.Http.GetStringAsync("/metrics", Token);
        metrics
            .Should()
            .MatchRegex("slipway_inference_requests_total\\{[^}]*model=\"simple\",version=\"1\"[^}]*\\} [1-9]");
        metrics.Should().MatchRegex("slipway_inference_failures_total\\{[^}]*cause=\"NotFound\"[^}]*\\} [1-9]");
        metrics.Should().MatchRegex("slipway_inference_compute_duration_seconds_bucket\\{[^}]*model=\"simple\"");
        metrics.Should().MatchRegex("slipway_inference_queue_duration_seconds_bucket\\{[^}]*model=\"simple\"");
        metrics.Should().MatchRegex("slipway_model_available\\{[^}]*model=\"iris\"[^}]*\\} 1");
        metrics.Should().NotContain("never_heard_of");
    }

    private static string SimpleInputs =>
        $$"""{"name":"INPUT0","shape":[1,16],"datatype":"INT32","data":[{{Join(i => i.ToString(null, null))}}]},{"name":"INPUT1","shape":[1,16],"datatype":"INT32","data":[[{{Join(_ => "1")}}]]}""";

    private static string Join(Func<int, string> element) => string.Join(',', Enumerable.Range(0, 16).Select(element));

    private static IEnumerable<int> Integers(JsonElement output) =>
        output.GetProperty("data").EnumerateArray().Select(value => value.GetInt32());

    private async Task<JsonElement> PostAsync(string model, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await models.Http.PostAsync($"/v2/models/{model}/infer", content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
