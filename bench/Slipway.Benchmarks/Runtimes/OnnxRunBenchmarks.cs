using BenchmarkDotNet.Attributes;
using Microsoft.ML.OnnxRuntime;
using Slipway.Benchmarks.Data;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Onnx;

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
    private InferenceSession _session = null!;
    private RunOptions _options = null!;
    private OrtIoBinding _binding = null!;
    private OrtValue _input = null!;
    private OrtValue _output = null!;

    [ParamsSource(nameof(Cases))]
    public ModelCase Case { get; set; } = ModelCase.Tiny;

    public static IEnumerable<ModelCase> Cases => ModelCase.All;

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _folder = Directory.CreateTempSubdirectory("slipway-bench").FullName;
        var path = Path.Combine(_folder, "model.onnx");
        Case.Build().Save(path);

        var package = new ModelPackage("model", 1, _folder, path, OnnxRuntime.RuntimeName, new ModelConfig());
        _servable = await new OnnxRuntime().CreateLoader(package).LoadAsync(CancellationToken.None);
        _request = new InferenceRequest
        {
            Model = new ModelSelector("model"),
            Inputs = { new NamedTensor("x", Case.Input.ToTensor()) },
        };

        // One thread, as is the servable's default.
        using var sessionOptions = new SessionOptions { IntraOpNumThreads = 1 };
        _session = new InferenceSession(path, sessionOptions);
        _options = new RunOptions();
        _input = OrtValue.CreateTensorValueFromMemory(Case.Input.Values(), Case.Input.Shape.AsArray());
        _output = OrtValue.CreateTensorValueFromMemory(new float[Case.Outputs], [1, Case.Outputs]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput("x", _input);
        _binding.BindOutput("y", _output);
    }

    [GlobalCleanup]
    public async Task ReleaseAsync()
    {
        _request.Dispose();
        await _servable.DisposeAsync();
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _options.Dispose();
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void BoundSession() => _session.RunWithBinding(_options, _binding);

    [Benchmark]
    public async ValueTask<int> Servable()
    {
        using var response = await _servable.ExecuteAsync(_request, CancellationToken.None);
        return response.Outputs[0].Tensor.ByteLength;
    }
}
