using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.OpenInference.Rest.Reading;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// Decodes requests of Triton's "Generate Extension": one flat object, whose keys are inputs of the model where it has
/// such, and parameters otherwise; so are those of its object <c>parameters</c>.
/// </summary>
public static class GenerateRequestDecoder
{
    /// <summary>Reads one request.</summary>
    /// <param name="body">The decompressed body; read to its end on success, never completed.</param>
    /// <param name="contentLength">Bytes of <paramref name="body"/>, where known.</param>
    /// <param name="model">The model that the path names.</param>
    /// <param name="signature">Of that model: it tells inputs from parameters and gives types and shapes.</param>
    /// <param name="limits">What to refuse.</param>
    /// <param name="cancellationToken">Ends waiting for bytes.</param>
    /// <returns>The request, which the caller owns.</returns>
    /// <exception cref="ServingException">InvalidArgument or TooLarge; whatever was decoded has been given back.</exception>
    public static async ValueTask<InferenceRequest> DecodeAsync(
        PipeReader body,
        long? contentLength,
        ModelSelector model,
        ModelSignature signature,
        RestDecoderLimits limits,
        CancellationToken cancellationToken
    )
    {
        using var reader = MessageReader.Rent(MessageKind.Request, model, limits);
        reader.Open(body, contentLength, inferenceHeaderLength: null);
        var request = new InferenceRequest { Model = model };
        try
        {
            var fields = new GenerateFieldReader(reader.Cursor, reader.Context, signature, request);
            await reader.Cursor.ReadAsync(cancellationToken);
            if (reader.Cursor.TokenType != JsonTokenType.StartObject)
                throw reader.Context.Invalid($"the body must be a JSON object, not {reader.Cursor.Describe()}.");
            await fields.ReadAsync(cancellationToken);
            await reader.Cursor.ReadEndAsync(cancellationToken);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }
}
