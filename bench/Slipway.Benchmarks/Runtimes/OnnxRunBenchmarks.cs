using BenchmarkDotNet.Attributes;
using Slipway.Benchmarks.Models;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Onnx;
using Slipway.Tensors;

namespace Slipway.Benchmarks.Runtimes;

/// <summary>
/// One execution of a loaded model through the servable, against the least that ONNX Runtime's own interface costs:
/// inputs and outputs bound once and used again.
/// </summary>
[MemoryDiagnoser]
public class OnnxRunBenchmarks
{
    private string _folder = "";
    private IServable _servable = null!;
    private InferenceRequest _request = null!;
    private EngineLoop _engine = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkModel Case { get; set; } = BenchmarkModel.Tiny;

    public static IEnumerable<BenchmarkModel> Cases => [BenchmarkModel.Tiny, BenchmarkModel.Mlp];

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _folder = Directory.CreateTempSubdirectory("slipway-bench").FullName;
        var path = Path.Combine(_folder, "model.onnx");
        Case.Build().Save(path);

        var package = new ModelPackage("model", 1, _folder, path, OnnxRuntime.RuntimeName, new ModelConfig());
        _servable = await new OnnxRuntime().CreateLoader(package).LoadAsync(CancellationToken.None);
        var input = Case.Inputs(1)[0];
        _request = new InferenceRequest
        {
            Model = new ModelSelector("model"),
            Inputs = { new NamedTensor(input.Name, Tensor.From(input.Floats, new TensorShape(input.Dimensions))) },
        };

        // One thread, as is the servable's default.
        _engine = new EngineLoop(Case, path, batch: 1, threads: 1);
    }

    [GlobalCleanup]
    public async Task ReleaseAsync()
    {
        _request.Dispose();
        await _servable.DisposeAsync();
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void BoundSession() => _engine.Run();

    [Benchmark]
    public async ValueTask<int> Servable()
    {
        using var response = await _servable.ExecuteAsync(_request, CancellationToken.None);
        return response.Outputs[0].Tensor.ByteLength;
    }
}
