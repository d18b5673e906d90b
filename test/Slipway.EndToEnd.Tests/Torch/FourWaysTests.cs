using System.Net.Http.Json;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Torch;

/// <summary>
/// One PyTorch model four ways: as ONNX, as TorchScript, in a Python worker with PyTorch itself, and as a network of
/// TorchSharp in a handler. All answer the same.
/// </summary>
public sealed class FourWaysTests : IAsyncLifetime
{
    private const double Tolerance = 1e-5;

    private const string Python = """
        import torch
        from slipway import Tensor

        class Model:
            def load(self, context):
                self.network = torch.jit.load("weights.pt").eval()

            def predict(self, x: Tensor["float32", None, 10]) -> {"output": Tensor["float32", None, 4]}:
                with torch.no_grad():
                    return {"output": self.network(torch.from_numpy(x.copy())).numpy()}
        """;

    private readonly TempFolder _repository = new();
    private ServerProcess? _server;
    private ServerProcess? _handler;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        LibTorch.Require();
        Tools.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there");
        Tools.Require(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "python3-torch is not installed");
        var fixture = ModelFixture.Open("torch/mlp-trace");
        var (script, onnx) = (fixture.Models["torchscript"], fixture.Models["onnx"]);
        Directory.CreateDirectory(_repository.Folder("onnx/1"));
        Directory.CreateDirectory(_repository.Folder("torchscript/1"));
        File.Copy(onnx, _repository["onnx/1/model.onnx"]);
        File.Copy(script, _repository["torchscript/1/model.pt"]);
        _repository.Write("python/1/model.py", Python);
        File.Copy(script, _repository["python/1/weights.pt"]);
        _repository.Write("python/model.yaml", "python: { interpreter: /usr/bin/python3 }");
        _server = await ServerProcess.StartTorchAsync([_repository.Path]);
        _handler = await ServerProcess.StartProgramAsync(Checkout.TorchSharpHandler, "--weights", script);
    }

    [Fact]
    public async Task Infer_OneModelFourWays_AnswersTheSame()
    {
        var fixture = ModelFixture.Open("torch/mlp-trace");
        var input = fixture.Inputs[0].Value;
        float[] values = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(input.Bytes)];
        float[] expected =
        [
            .. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(fixture.Outputs[0].Value.Bytes),
        ];

        foreach (
            var (url, model) in (IEnumerable<(string, string)>)
                [
                    (_server!.HttpUrl, "onnx"),
                    (_server.HttpUrl, "torchscript"),
                    (_server.HttpUrl, "python"),
                    (_handler!.HttpUrl, "mlp"),
                ]
        )
        {
            var answer = await InferAsync(url, model, values, [.. input.Shape.Select(dim => (long)dim)]);
            answer.Should().HaveSameCount(expected, model);
            for (var i = 0; i < expected.Length; i++)
            {
                answer[i].Should().BeApproximately(expected[i], (float)Tolerance, "of {0}", model);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_handler is not null)
            await _handler.DisposeAsync();
        _repository.Dispose();
    }

    private static async Task<float[]> InferAsync(string url, string model, float[] values, long[] shape)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var metadata = await http.GetFromJsonAsync<JsonElement>($"/v2/models/{model}", Token);
        var name = metadata.GetProperty("inputs")[0].GetProperty("name").GetString();
        var body = new
        {
            inputs = new[]
            {
                new
                {
                    name,
                    datatype = "FP32",
                    shape,
                    data = values,
                },
            },
        };
        using var response = await http.PostAsJsonAsync($"/v2/models/{model}/infer", body, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.Should().BeTrue(text);
        using var answer = JsonDocument.Parse(text);
        return
        [
            .. answer
                .RootElement.GetProperty("outputs")[0]
                .GetProperty("data")
                .EnumerateArray()
                .Select(value => value.GetSingle()),
        ];
    }
}
