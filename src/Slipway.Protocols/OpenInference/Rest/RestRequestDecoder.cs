using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.OpenInference.Rest.Reading;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// Decodes inference requests of the Open Inference Protocol V2 ("Inference Request JSON Object") and of the binary
/// tensor data extension. Tensor data goes from the pipe straight into the tensor's memory.
/// </summary>
public static class RestRequestDecoder
{
    /// <summary>Reads one request.</summary>
    /// <param name="body">The decompressed body; read to its end on success, never completed.</param>
    /// <param name="contentLength">Bytes of <paramref name="body"/>, where known.</param>
    /// <param name="inferenceHeaderLength">
    /// The value of <see cref="RestHeaders.InferenceHeaderContentLength"/>; null where the request has none.
    /// </param>
    /// <param name="model">The model that the path names.</param>
    /// <param name="limits">What to refuse.</param>
    /// <param name="cancellationToken">Ends waiting for bytes.</param>
    /// <returns>The request, which the caller owns.</returns>
    /// <exception cref="ServingException">
    /// InvalidArgument, TooLarge or Unsupported; whatever was decoded has been given back.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; whatever was decoded has been given back.</exception>
    public static async ValueTask<InferenceRequest> DecodeAsync(
        PipeReader body,
        long? contentLength,
        int? inferenceHeaderLength,
        ModelSelector model,
        RestDecoderLimits limits,
        CancellationToken cancellationToken
    )
    {
        using var reader = MessageReader.Rent(MessageKind.Request, model, limits);
        reader.Open(body, contentLength, inferenceHeaderLength);
        var request = new InferenceRequest { Model = model };
        await ReadObjectAsync(reader, request, cancellationToken);
        var inputs = reader.Tensors;
        await inputs.ReadBinaryAsync(body, cancellationToken);
        inputs.MoveTo(request.Inputs);
        return request;
    }

    private static async ValueTask ReadObjectAsync(
        MessageReader reader,
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        var (cursor, context, inputs) = (reader.Cursor, reader.Context, reader.Tensors);
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType != JsonTokenType.StartObject)
            throw context.Invalid($"the body must be a JSON object with 'inputs', not {cursor.Describe()}.");

        var hasInputs = false;
        var hasOutputs = false;
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            if (cursor.NameIs("inputs"u8))
            {
                if (hasInputs)
                    throw context.Invalid("'inputs' is given twice.");
                hasInputs = true;
                await inputs.ReadAsync(cancellationToken);
            }
            else if (cursor.NameIs("outputs"u8))
            {
                if (hasOutputs)
                    throw context.Invalid("'outputs' is given twice.");
                hasOutputs = true;
                await OutputListReader.ReadAsync(cursor, context, request.Outputs, cancellationToken);
            }
            else if (cursor.NameIs("id"u8))
            {
                request.Id = await cursor.ReadOptionalTextAsync("id", cancellationToken);
            }
            else if (cursor.NameIs("parameters"u8))
            {
                request.Parameters = await ParameterReader.ReadAsync(cursor, context, "the request", cancellationToken);
                OutputEncoding.Check(request.Parameters, BinaryParameters.BinaryDataOutput, "the request", context);
            }
            else
            {
                await cursor.SkipAsync(cancellationToken);
            }
        }

        await cursor.ReadEndAsync(cancellationToken);

        // It may be empty: there are models without inputs, and which a model needs is not the codec's to know.
        if (!hasInputs)
            throw context.Invalid("there is no 'inputs'; it must be an array of tensors.");
    }
}
