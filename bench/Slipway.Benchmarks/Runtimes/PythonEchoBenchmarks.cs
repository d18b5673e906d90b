using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Python;
using Slipway.Tensors;

namespace Slipway.Benchmarks.Runtimes;

/// <summary>
/// A call of a Python model that hands its input on, so that what is measured is the way there and back; and of one that
/// answers with a copy. The interpreter is the one that SLIPWAY_PYTHON names, else python3; it needs numpy.
/// </summary>
[MemoryDiagnoser]
[MedianColumn]
public class PythonEchoBenchmarks
{
    private const string Code = """
        from slipway import Tensor

        class Model:
            def predict(self, x: Tensor["float32", None]) -> {"y": Tensor["float32", None], "copy": Tensor["float32", None]}:
                return {"y": x, "copy": x + 1 if x[0] > 0 else x}
        """;

    private string _folder = "";
    private IServable _servable = null!;
    private InferenceRequest _request = null!;

    [Params(4, 1 << 20)]
    public int Bytes { get; set; }

    [Params("y", "copy")]
    public string Output { get; set; } = "y";

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _folder = Directory.CreateTempSubdirectory("slipway-bench").FullName;
        var path = Path.Combine(_folder, "model.py");
        await File.WriteAllTextAsync(path, Code);
        var package = new ModelPackage("model", 1, _folder, path, PythonRuntime.RuntimeName, new ModelConfig());
        _servable = await new PythonRuntime(NullLoggerFactory.Instance)
            .CreateLoader(package)
            .LoadAsync(CancellationToken.None);
        var values = new float[Bytes / sizeof(float)];
        values[0] = Output == "copy" ? 1 : 0;
        _request = new InferenceRequest
        {
            Model = new ModelSelector("model"),
            Inputs = { new NamedTensor("x", Tensor.From<float>(values, new TensorShape(values.Length))) },
            Outputs = { new RequestedOutput(Output) },
        };
    }

    [GlobalCleanup]
    public async Task ReleaseAsync()
    {
        _request.Dispose();
        await _servable.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async ValueTask<int> Call()
    {
        using var response = await _servable.ExecuteAsync(_request, CancellationToken.None);
        return response.Outputs[0].Tensor.ByteLength;
    }
}
