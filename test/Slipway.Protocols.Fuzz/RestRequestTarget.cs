using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Protocols.Fuzz;

/// <summary>The server's side: what it accepts can also be written.</summary>
internal sealed class RestRequestTarget : IFuzzTarget
{
    public byte Selector => (byte)'q';

    public void Run(ReadOnlySpan<byte> input)
    {
        var body = RestBody.Parse(input);
        using var request = RestRequestDecoder
            .DecodeAsync(
                body.Open(),
                body.ContentLength,
                body.HeaderLength,
                new ModelSelector("fuzz"),
                RestDecoderLimits.Default,
                CancellationToken.None
            )
            .AsTask()
            .GetAwaiter()
            .GetResult();
        using var message = RestRequestEncoder.Encode(request, binary: true);
        if (request.Inputs.Count > 0 && message.JsonLength is null or 0)
            throw new InvalidOperationException("Inputs that are written as binary need a binary section.");
    }
}
