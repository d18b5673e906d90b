using System.Buffers;
using System.IO.Pipelines;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>Reads the JSON body of an inference request ("Inference Request JSON Object") as it was sent.</summary>
public sealed class RecordedRequestReader : IRecordedRequestReader
{
    public async ValueTask<InferenceRequest> ReadAsync(
        ReadOnlyMemory<byte> content,
        ModelSelector model,
        CancellationToken cancellationToken
    )
    {
        var body = PipeReader.Create(new ReadOnlySequence<byte>(content));
        try
        {
            var limits = RestDecoderLimits.Default;
            return await RestRequestDecoder.DecodeAsync(body, content.Length, null, model, limits, cancellationToken);
        }
        finally
        {
            await body.CompleteAsync();
        }
    }
}
