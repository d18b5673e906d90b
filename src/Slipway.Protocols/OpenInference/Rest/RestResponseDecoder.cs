using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.OpenInference.Rest.Reading;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// Decodes inference responses of the Open Inference Protocol V2 ("Inference Response JSON Object") and of the binary
/// tensor data extension. Error bodies are not responses: the caller looks at the status first.
/// </summary>
public static class RestResponseDecoder
{
    /// <summary>Reads one response.</summary>
    /// <param name="body">The decompressed body; read to its end on success, never completed.</param>
    /// <param name="contentLength">Bytes of <paramref name="body"/>, where known.</param>
    /// <param name="inferenceHeaderLength">
    /// The value of <see cref="RestHeaders.InferenceHeaderContentLength"/>; null where the response has none.
    /// </param>
    /// <param name="limits">What to refuse.</param>
    /// <param name="cancellationToken">Ends waiting for bytes.</param>
    /// <returns>The response, which the caller owns.</returns>
    /// <exception cref="ServingException">
    /// Internal for a body that is not a response, TooLarge, Unsupported; whatever was decoded has been given back.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; whatever was decoded has been given back.</exception>
    public static async ValueTask<InferenceResponse> DecodeAsync(
        PipeReader body,
        long? contentLength,
        int? inferenceHeaderLength,
        RestDecoderLimits limits,
        CancellationToken cancellationToken
    )
    {
        using var reader = MessageReader.Rent(MessageKind.Response, null, limits);
        reader.Open(body, contentLength, inferenceHeaderLength);
        var response = new InferenceResponse();
        await ReadObjectAsync(reader, response, cancellationToken);
        await reader.Tensors.ReadBinaryAsync(body, cancellationToken);
        reader.Tensors.MoveTo(response.Outputs);
        return response;
    }

    private static async ValueTask ReadObjectAsync(
        MessageReader reader,
        InferenceResponse response,
        CancellationToken cancellationToken
    )
    {
        var (cursor, context, outputs) = (reader.Cursor, reader.Context, reader.Tensors);
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType != JsonTokenType.StartObject)
            throw context.Invalid($"the body must be a JSON object with 'outputs', not {cursor.Describe()}.");

        var hasOutputs = false;
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            if (cursor.NameIs("outputs"u8))
            {
                if (hasOutputs)
                    throw context.Invalid("'outputs' is given twice.");
                hasOutputs = true;
                await outputs.ReadAsync(cancellationToken);
            }
            else if (cursor.NameIs("model_name"u8))
            {
                response.ModelName = await cursor.ReadOptionalTextAsync("model_name", cancellationToken) ?? "";
            }
            else if (cursor.NameIs("model_version"u8))
            {
                response.ModelVersion = await cursor.ReadOptionalTextAsync("model_version", cancellationToken) ?? "";
            }
            else if (cursor.NameIs("id"u8))
            {
                response.Id = await cursor.ReadOptionalTextAsync("id", cancellationToken);
            }
            else if (cursor.NameIs("parameters"u8))
            {
                response.Parameters = await ParameterReader.ReadAsync(
                    cursor,
                    context,
                    "the response",
                    cancellationToken
                );
            }
            else
            {
                await cursor.SkipAsync(cancellationToken);
            }
        }

        if (!hasOutputs)
            throw context.Invalid("there are no 'outputs'; is the address an Open Inference server?");
        await cursor.ReadEndAsync(cancellationToken);
    }
}
