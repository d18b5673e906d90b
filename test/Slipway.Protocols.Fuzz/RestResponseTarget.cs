using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Protocols.Fuzz;

/// <summary>The client's side: what it accepts can also be written.</summary>
internal sealed class RestResponseTarget : IFuzzTarget
{
    public byte Selector => (byte)'s';

    public void Run(ReadOnlySpan<byte> input)
    {
        var body = RestBody.Parse(input);
        using var response = RestResponseDecoder
            .DecodeAsync(
                body.Open(),
                body.ContentLength,
                body.HeaderLength,
                RestDecoderLimits.Default,
                CancellationToken.None
            )
            .AsTask()
            .GetAwaiter()
            .GetResult();
        using var request = new InferenceRequest { Model = new ModelSelector("fuzz") };
        using var message = RestResponseEncoder.Encode(request, response);
    }
}
