using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Onnx.Proto;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>One server for many tests, with twins of TensorFlow Serving's own test models and one that does not load.</summary>
public sealed class TensorFlowFixture : IAsyncLifetime
{
    private readonly TempFolder _repository = new();
    private ServerProcess _server = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _repository.Model("half_plus_two/123/model.onnx", TestModels.HalfPlusTwo(2, "batch"));
        _repository.Model("half_plus_three/123/model.onnx", TestModels.HalfPlusTwo(3, "batch"));
        _repository.Model("simple/1/model.onnx", TestModels.Simple(-1));
        _repository.Model("matmul/1/model.onnx", TestModels.MatMul());
        _repository.Model("text/1/model.onnx", TestModels.SimpleIdentity());
        _repository.Model("animals/1/model.onnx", TestModels.Identity(TensorProto.Types.DataType.Float, "batch", 2));
        _repository.Write("animals/model.yaml", "outputs:\n  output:\n    labels: [cat, dog]\n");
        _repository.Write("broken/1/model.onnx", "this is no model");
        _server = await ServerProcess.StartAsync(
            _repository.Path,
            "--readiness",
            "lenient",
            "--max-request-bytes",
            "1000000"
        );
        Http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _repository.Dispose();
    }

    /// <summary>Posts as curl's <c>-d</c> does, whose content type is not JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> ReadAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(text)!);
    }
}
