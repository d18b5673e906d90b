using Slipway.Models;
using Slipway.Protocols.Json;
using Slipway.Protocols.TensorFlowServing.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Fuzz;

/// <summary>
/// TensorFlow Serving's REST bodies. The first byte says for which model: bits 0 and 1 its signature, bit 2 whether it is
/// asked to predict or about examples. What follows is as <see cref="RestBody"/> has it.
/// </summary>
internal sealed class TensorFlowRequestTarget : IFuzzTarget
{
    private static readonly ModelSelector Model = new("fuzz");

    private static readonly ModelSignature[] Signatures =
    [
        new([new TensorSpec("x", DataType.Fp32, new(-1))], []),
        new([new TensorSpec("t", DataType.Bytes, default) { HasUnknownRank = true }], []),
        new([new TensorSpec("x", DataType.Fp64, new(-1, 2)), new TensorSpec("t", DataType.Bytes, new(-1))], []),
        new([new TensorSpec("x", DataType.Int64, default) { HasUnknownRank = true }], []),
    ];

    public byte Selector => (byte)'t';

    public void Run(ReadOnlySpan<byte> input)
    {
        var choice = input.IsEmpty ? 0 : input[0];
        var body = RestBody.Parse(input.IsEmpty ? input : input[1..]);
        var signature = Signatures[choice & 3];
        if ((choice & 4) == 0)
            Predict(body, signature);
        else
            Ask(body, signature);
    }

    private static void Predict(RestBody body, ModelSignature signature)
    {
        var (request, _) = PredictRequestDecoder
            .DecodeAsync(body.Open(), body.ContentLength, Model, signature, JsonLimits.Default, CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();
        request.Dispose();
    }

    private static void Ask(RestBody body, ModelSignature signature)
    {
        var (examples, _) = ExamplesRequestDecoder
            .DecodeAsync(body.Open(), body.ContentLength, Model, JsonLimits.Default, CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();
        using var batch = examples;
        using var request = batch.ToRequest(signature);
    }
}
