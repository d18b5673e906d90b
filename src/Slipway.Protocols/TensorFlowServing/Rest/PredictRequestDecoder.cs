using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.TensorFlowServing.Rest.Reading;

namespace Slipway.Protocols.TensorFlowServing.Rest;

/// <summary>
/// Decodes predict requests of TensorFlow Serving's RESTful API, which are those of KServe V1 too: <c>instances</c>, row
/// by row, or <c>inputs</c>, tensor by tensor. Types come from the model's signature, shapes from the nesting. Tensor data
/// goes from the pipe straight into the tensor's memory.
/// </summary>
public static class PredictRequestDecoder
{
    /// <summary>Reads one request.</summary>
    /// <param name="body">The decompressed body; read to its end on success, never completed.</param>
    /// <param name="contentLength">Bytes of <paramref name="body"/>, where known.</param>
    /// <param name="model">The model that the path names.</param>
    /// <param name="signature">Its signature, with the others that it has; the request is for the one that the body names.</param>
    /// <param name="limits">What to refuse.</param>
    /// <param name="cancellationToken">Ends waiting for bytes.</param>
    /// <returns>The request, which the caller owns, and its form.</returns>
    /// <exception cref="ServingException">
    /// InvalidArgument or TooLarge; whatever was decoded has been given back.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; whatever was decoded has been given back.</exception>
    public static async ValueTask<(InferenceRequest Request, PredictForm Form)> DecodeAsync(
        PipeReader body,
        long? contentLength,
        ModelSelector model,
        ModelSignature signature,
        JsonLimits limits,
        CancellationToken cancellationToken
    )
    {
        var chosen = signature;
        if (signature.Others.Count > 0 && !(contentLength > limits.MaxBodyBytes))
        {
            var name = await SignatureScan.FindAsync(body, limits, cancellationToken);
            chosen = SignatureNames.Find(model.Name, signature, name, SignatureNames.Predict);
        }

        using var reader = BodyReader.Open(MessageKind.Predict, model, limits, body, contentLength);
        var request = new InferenceRequest { Model = model, SignatureName = SignatureNames.Of(signature, chosen) };
        try
        {
            var form = await ReadAsync(reader, request, chosen, cancellationToken);
            return (request, form);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static async ValueTask<PredictForm> ReadAsync(
        BodyReader reader,
        InferenceRequest request,
        ModelSignature signature,
        CancellationToken cancellationToken
    )
    {
        var (cursor, context) = (reader.Cursor, reader.Context);
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType != JsonTokenType.StartObject)
            throw context.Invalid($"the body must be a JSON object with {context.Members}, not {cursor.Describe()}.");

        PredictForm? form = null;
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            var isRow = cursor.NameIs("instances"u8);
            if (isRow || cursor.NameIs("inputs"u8))
            {
                if (form is not null)
                    throw context.Invalid(
                        "'instances' and 'inputs' are two forms of the same; send one of them, once."
                    );
                form = isRow ? PredictForm.Row : PredictForm.Columnar;
                await ReadInputsAsync(reader, request, signature, isRow, cancellationToken);
            }
            else if (cursor.NameIs("signature_name"u8))
            {
                var name = await cursor.ReadOptionalTextAsync("signature_name", cancellationToken);
                // Of several it has been chosen before.
                if (request.SignatureName is null)
                    _ = SignatureNames.Find(request.Model.Name, signature, name, SignatureNames.Predict);
            }
            else
            {
                await cursor.SkipAsync(cancellationToken);
            }
        }

        await cursor.ReadEndAsync(cancellationToken);
        return form ?? throw context.Invalid("there is no 'instances' and no 'inputs'; send one of them.");
    }

    private static async ValueTask ReadInputsAsync(
        BodyReader reader,
        InferenceRequest request,
        ModelSignature signature,
        bool isRow,
        CancellationToken cancellationToken
    )
    {
        var context = reader.Context;
        var allowBase64 = signature.FindInput("b64") is null;
        var start = await ValueReader.PeekAsync(reader.Cursor, allowBase64, cancellationToken);
        if (isRow && start is not (ValueStart.Array or ValueStart.ArrayOfObjects))
        {
            throw context.Invalid(
                start == ValueStart.EmptyArray
                    ? "'instances' is empty; send at least one."
                    : "'instances' must be an array, of values or of objects; whole tensors go into 'inputs'."
            );
        }

        if (start is ValueStart.Object or ValueStart.ArrayOfObjects)
        {
            if (!isRow && start == ValueStart.ArrayOfObjects)
                throw context.Invalid("'inputs' must be a tensor or an object of tensors; rows go into 'instances'.");
            using var values = new NamedValues(reader, signature);
            await (isRow ? values.ReadRowsAsync(cancellationToken) : values.ReadTensorsAsync(cancellationToken));
            values.MoveTo(request.Inputs);
            return;
        }

        var spec = OnlyInput(context, signature);
        using var parser = new NestedValueParser(
            context,
            spec,
            byRow: false,
            reader.Limit - reader.Cursor.Window.Position
        );
        await ValueReader.ReadAsync(reader.Cursor, parser, cancellationToken);
        request.Inputs.Add(new NamedTensor(spec.Name, parser.Finish()));
    }

    private static TensorSpec OnlyInput(MessageContext context, ModelSignature signature)
    {
        if (signature.Inputs.Count == 1)
            return signature.Inputs[0];
        TensorSpec[] required = [.. signature.Inputs.Where(spec => !spec.IsOptional)];
        return required.Length == 1
            ? required[0]
            : throw context.Invalid(
                "the values have no name, but the model has several inputs; name them: {\"instances\": [{\"name\": …}]} "
                    + $"or {{\"inputs\": {{\"name\": …}}}}. Its inputs: {string.Join(", ", signature.Inputs)}."
            );
    }
}
