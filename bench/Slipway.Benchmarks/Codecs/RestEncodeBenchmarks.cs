using BenchmarkDotNet.Attributes;
using Slipway.Benchmarks.Data;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Benchmarks.Codecs;

/// <summary>An <c>InferenceResponse</c> to REST bytes.</summary>
[MemoryDiagnoser]
public class RestEncodeBenchmarks
{
    private readonly DiscardingPipeWriter _output = new();
    private readonly InferenceRequest _json = new() { Model = new ModelSelector("model") };
    private readonly InferenceRequest _binary = new()
    {
        Model = new ModelSelector("model"),
        Parameters = new InferenceParameters { ["binary_data_output"] = new ParameterValue(true) },
    };
    private InferenceResponse _response = null!;

    [ParamsSource(nameof(Cases))]
    public TensorCase Case { get; set; } = TensorCase.Tiny;

    public static IEnumerable<TensorCase> Cases => TensorCase.All;

    [GlobalSetup]
    public void Prepare() => _response = Responses.Of(Case);

    [GlobalCleanup]
    public void Release() => _response.Dispose();

    [Benchmark(Baseline = true)]
    public ValueTask Json() => EncodeAsync(_json);

    [Benchmark]
    public ValueTask Binary() => EncodeAsync(_binary);

    private async ValueTask EncodeAsync(InferenceRequest request)
    {
        using var message = RestResponseEncoder.Encode(request, _response);
        await message.WriteToAsync(_output);
    }
}
