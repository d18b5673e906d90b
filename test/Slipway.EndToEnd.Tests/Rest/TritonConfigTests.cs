using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Onnx.Proto;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>Model folders with a <c>config.pbtxt</c>, as Triton's users have them, on the running server.</summary>
public sealed class TritonConfigTests : IAsyncLifetime
{
    private const string Simple = """
        name: "simple"
        platform: "onnxruntime_onnx"
        max_batch_size: 4 # rows
        input [
          { name: "INPUT0" data_type: TYPE_INT32 dims: [ 16 ] },
          { name: "INPUT1" data_type: TYPE_INT32 dims: [ 16 ] }
        ]
        output [
          { name: "OUTPUT0" data_type: TYPE_INT32 dims: [ 16 ] },
          { name: "OUTPUT1" data_type: TYPE_INT32 dims: [ 16 ] }
        ]
        instance_group [ { count: 2 kind: KIND_CPU } ]
        """;

    private const string Picture = """
        backend: "onnxruntime"
        input { name: "input" data_type: TYPE_FP32 dims: [ 6 ] reshape { shape: [ 1, 3, 2 ] } }
        output {
          name: "output" data_type: TYPE_FP32 dims: [ 2, 3 ] reshape { shape: [ 1, 3, 2 ] }
          label_filename: "labels.txt"
        }
        parameters { key: "owner" value: { string_value: "me" } }
        """;

    private readonly TempFolder _repository = new();
    private ServerProcess _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _repository.Model("simple/1/model.onnx", TestModels.Simple(batch: -1));
        _repository.Write("simple/config.pbtxt", Simple);
        _repository.Model("picture/1/model.onnx", TestModels.Identity(TensorProto.Types.DataType.Float, 1, 3, 2));
        _repository.Write("picture/config.pbtxt", Picture);
        _repository.Write("picture/labels.txt", "cat\ndog\nbird\n");
        _repository.Model("wrong/1/model.onnx", TestModels.Simple(batch: -1));
        _repository.Write("wrong/config.pbtxt", Simple.Replace("\"simple\"", "\"wrong\"").Replace("INT32", "FP32"));
        _repository.Model("broken/1/model.onnx", TestModels.Simple(batch: -1));
        _repository.Write("broken/config.pbtxt", "name: \"broken\"\nmax_batchsize: 8\nbackends: \"x\"");
        _server = await ServerProcess.StartAsync(_repository.Path, "--readiness", "lenient");
        _http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _repository.Dispose();
    }

    [Fact]
    public async Task Folder_WithConfigPbtxt_IsServedAsItSays()
    {
        var metadata = await GetAsync("/v2/models/simple");
        metadata.GetProperty("platform").GetString().Should().Be("onnxruntime_onnx");
        Numbers(metadata.GetProperty("inputs")[0].GetProperty("shape")).Should().Equal(-1, 16);

        var config = await GetAsync("/v2/models/simple/config");
        config.GetProperty("max_batch_size").GetInt32().Should().Be(4);
        config.GetProperty("backend").GetString().Should().Be("onnxruntime");
        Numbers(config.GetProperty("input")[0].GetProperty("dims")).Should().Equal(16);
        config.GetProperty("instance_group")[0].GetProperty("count").GetInt32().Should().Be(2);
        config
            .GetProperty("version_policy")
            .GetProperty("latest")
            .GetProperty("num_versions")
            .GetInt32()
            .Should()
            .Be(1);

        (await InferAsync("simple", Pair(4))).Status.Should().Be(HttpStatusCode.OK);
        var (status, body) = await InferAsync("simple", Pair(5));
        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("error").GetString().Should().Contain("batch-size must be <= 4 for 'simple'");

        // The shapes of callers are reinterpreted for the model and its answers for the callers.
        metadata = await GetAsync("/v2/models/picture");
        Numbers(metadata.GetProperty("inputs")[0].GetProperty("shape")).Should().Equal(6);
        Numbers(metadata.GetProperty("outputs")[0].GetProperty("shape")).Should().Equal(2, 3);
        (status, body) = await InferAsync(
            "picture",
            """{"inputs":[{"name":"input","shape":[6],"datatype":"FP32","data":[1,2,3,4,5,6]}]}"""
        );
        status.Should().Be(HttpStatusCode.OK);
        var output = body.GetProperty("outputs")[0];
        Numbers(output.GetProperty("shape")).Should().Equal(2, 3);
        Numbers(output.GetProperty("data")).Should().Equal(1, 2, 3, 4, 5, 6);
        config = await GetAsync("/v2/models/picture/config");
        config.GetProperty("output")[0].GetProperty("label_filename").GetString().Should().Be("labels.txt");
        config.GetProperty("parameters").GetProperty("owner").GetProperty("string_value").GetString().Should().Be("me");

        (await ReadinessAsync("wrong"))
            .Should()
            .Contain("'INPUT0' is INT32 in the model and FP32 in the configuration");
        (await ReadinessAsync("broken"))
            .Should()
            .Contain(
                "config.pbtxt: line 2, column 1: 'max_batchsize' is not a field of ModelConfig; did you mean max_batch_size"
            )
            .And.Contain("line 3, column 1: 'backends' is not a field of ModelConfig; did you mean backend");
    }

    private static string Pair(int rows)
    {
        var data = string.Join(',', Enumerable.Repeat(1, rows * 16));
        return $$"""
            {"inputs":[{"name":"INPUT0","shape":[{{rows}},16],"datatype":"INT32","data":[{{data}}]},
            {"name":"INPUT1","shape":[{{rows}},16],"datatype":"INT32","data":[{{data}}]}]}
            """;
    }

    private static IEnumerable<long> Numbers(JsonElement list) =>
        list.EnumerateArray().Select(number => (long)number.GetDouble());

    private Task<JsonElement> GetAsync(string path) => _http.GetFromJsonAsync<JsonElement>(path, Token);

    private async Task<string> ReadinessAsync(string model)
    {
        using var response = await _http.GetAsync($"/v2/models/{model}/ready", Token);
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        return body.GetProperty("error").GetString()!;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> InferAsync(string model, string request)
    {
        using var response = await _http.PostAsync($"/v2/models/{model}/infer", new StringContent(request), Token);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}
