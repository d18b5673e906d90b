using BenchmarkDotNet.Attributes;
using Slipway.Benchmarks.Data;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.Benchmarks.Codecs;

/// <summary>The bytes of a ModelInferRequest to an <c>InferenceRequest</c>, and its release.</summary>
[MemoryDiagnoser]
public class GrpcDecodeBenchmarks
{
    private ReplayPipeReader _raw = null!;
    private ReplayPipeReader _contents = null!;

    [ParamsSource(nameof(Cases))]
    public TensorCase Case { get; set; } = TensorCase.Tiny;

    public static IEnumerable<TensorCase> Cases => TensorCase.All;

    [GlobalSetup]
    public void Prepare()
    {
        _raw = new ReplayPipeReader(RequestBytes.Grpc("model", Case.Inputs));
        _contents = new ReplayPipeReader(RequestBytes.GrpcContents("model", Case.Inputs));
    }

    [Benchmark(Baseline = true)]
    public ValueTask<int> Raw() => DecodeAsync(_raw);

    /// <summary>Typed <c>contents</c> instead of <c>raw_input_contents</c>.</summary>
    [Benchmark]
    public ValueTask<int> Contents() => DecodeAsync(_contents);

    private static async ValueTask<int> DecodeAsync(ReplayPipeReader body)
    {
        using var request = await GrpcRequestDecoder.DecodeAsync(
            body.Rewind(),
            body.Length,
            GrpcDecoderLimits.Default,
            CancellationToken.None
        );
        return request.Inputs[0].Tensor.ByteLength;
    }
}
