using BenchmarkDotNet.Attributes;
using Slipway.Benchmarks.Data;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Benchmarks.Codecs;

/// <summary>REST request bytes to an <c>InferenceRequest</c>, and its release.</summary>
[MemoryDiagnoser]
public class RestDecodeBenchmarks
{
    private static readonly ModelSelector Model = new("model");

    private ReplayPipeReader _json = null!;
    private ReplayPipeReader _wideJson = null!;
    private ReplayPipeReader _binary = null!;
    private int _jsonLength;

    [ParamsSource(nameof(Cases))]
    public TensorCase Case { get; set; } = TensorCase.Tiny;

    public static IEnumerable<TensorCase> Cases => TensorCase.All;

    [GlobalSetup]
    public void Prepare()
    {
        _json = new ReplayPipeReader(RequestBytes.Json(Case.Inputs));
        _wideJson = new ReplayPipeReader(RequestBytes.WideJson(Case.Inputs));
        _binary = new ReplayPipeReader(RequestBytes.Binary(Case.Inputs, out _jsonLength));
    }

    [Benchmark(Baseline = true)]
    public ValueTask<int> Json() => DecodeAsync(_json, null);

    /// <summary>Numbers of 17 digits, as clients in Python send them.</summary>
    [Benchmark]
    public ValueTask<int> WideJson() => DecodeAsync(_wideJson, null);

    [Benchmark]
    public ValueTask<int> Binary() => DecodeAsync(_binary, _jsonLength);

    private static async ValueTask<int> DecodeAsync(ReplayPipeReader body, int? jsonLength)
    {
        using var request = await RestRequestDecoder.DecodeAsync(
            body.Rewind(),
            null,
            jsonLength,
            Model,
            RestDecoderLimits.Default,
            CancellationToken.None
        );
        return request.Inputs[0].Tensor.ByteLength;
    }
}
