using BenchmarkDotNet.Attributes;
using Slipway.Benchmarks.Data;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.Benchmarks.Codecs;

/// <summary>An <c>InferenceResponse</c> to the bytes of a ModelInferResponse.</summary>
[MemoryDiagnoser]
public class GrpcEncodeBenchmarks
{
    private readonly DiscardingPipeWriter _output = new();
    private InferenceResponse _response = null!;

    [ParamsSource(nameof(Cases))]
    public TensorCase Case { get; set; } = TensorCase.Tiny;

    public static IEnumerable<TensorCase> Cases => TensorCase.All;

    [GlobalSetup]
    public void Prepare() => _response = Responses.Of(Case);

    [GlobalCleanup]
    public void Release() => _response.Dispose();

    [Benchmark]
    public async ValueTask<int> Raw()
    {
        var size = GrpcResponseEncoder.ComputeSize(_response);
        await GrpcResponseEncoder.WriteAsync(_response, _output, CancellationToken.None);
        return size;
    }
}
