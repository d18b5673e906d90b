using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.Json;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Protocols.TensorFlowServing.Rest.Reading;

namespace Slipway.Protocols.TensorFlowServing.Rest;

/// <summary>
/// Decodes classify and regress requests of TensorFlow Serving's RESTful API: <c>examples</c> of named features, and a
/// <c>context</c> that they share.
/// </summary>
public static class ExamplesRequestDecoder
{
    /// <summary>Reads one request.</summary>
    /// <param name="body">The decompressed body; read to its end on success, never completed.</param>
    /// <param name="contentLength">Bytes of <paramref name="body"/>, where known.</param>
    /// <param name="model">The model that the path names.</param>
    /// <param name="limits">What to refuse.</param>
    /// <param name="cancellationToken">Ends waiting for bytes.</param>
    /// <returns>The examples, which the caller owns, and the signature's name as the caller gave it.</returns>
    /// <exception cref="ServingException">
    /// InvalidArgument or TooLarge; whatever was decoded has been given back.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; whatever was decoded has been given back.</exception>
    public static async ValueTask<(ExampleBatch Examples, string? SignatureName)> DecodeAsync(
        PipeReader body,
        long? contentLength,
        ModelSelector model,
        JsonLimits limits,
        CancellationToken cancellationToken
    )
    {
        using var reader = BodyReader.Open(MessageKind.Examples, model, limits, body, contentLength);
        var batch = new ExampleBatch(
            model,
            new ExampleLimits { MaxFeatures = limits.MaxTensors, MaxContextBytes = limits.MaxBodyBytes }
        );
        try
        {
            var signature = await ReadAsync(reader, batch, cancellationToken);
            return (batch, signature);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private static async ValueTask<string?> ReadAsync(
        BodyReader reader,
        ExampleBatch batch,
        CancellationToken cancellationToken
    )
    {
        var (cursor, context) = (reader.Cursor, reader.Context);
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType != JsonTokenType.StartObject)
            throw context.Invalid($"the body must be a JSON object with {context.Members}, not {cursor.Describe()}.");

        var parser = new FeatureParser(context, batch);
        var (hasExamples, hasContext) = (false, false);
        string? signature = null;
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            if (cursor.NameIs("examples"u8))
            {
                if (hasExamples)
                    throw context.Invalid("'examples' is given twice.");
                hasExamples = true;
                await ReadExamplesAsync(cursor, context, batch, parser, cancellationToken);
            }
            else if (cursor.NameIs("context"u8))
            {
                if (hasContext)
                    throw context.Invalid("'context' is given twice.");
                hasContext = true;
                await cursor.ReadAsync(cancellationToken);
                if (cursor.TokenType != JsonTokenType.StartObject)
                    throw context.Invalid($"'context' must be an object of features, not {cursor.Describe()}.");
                batch.BeginContext();
                await ReadFeaturesAsync(cursor, batch, parser, cancellationToken);
            }
            else if (cursor.NameIs("signature_name"u8))
            {
                signature = await cursor.ReadOptionalTextAsync("signature_name", cancellationToken);
            }
            else
            {
                await cursor.SkipAsync(cancellationToken);
            }
        }

        await cursor.ReadEndAsync(cancellationToken);
        return hasExamples
            ? signature
            : throw context.Invalid("there is no 'examples'; it must be an array of objects with features.");
    }

    private static async ValueTask ReadExamplesAsync(
        JsonCursor cursor,
        MessageContext context,
        ExampleBatch batch,
        FeatureParser parser,
        CancellationToken cancellationToken
    )
    {
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType != JsonTokenType.StartArray)
            throw context.Invalid($"'examples' must be an array of objects with features, not {cursor.Describe()}.");
        while (true)
        {
            await cursor.ReadAsync(cancellationToken);
            if (cursor.TokenType == JsonTokenType.EndArray)
                return;
            if (cursor.TokenType != JsonTokenType.StartObject)
                throw context.Invalid($"example {batch.Count} must be an object of features, not {cursor.Describe()}.");
            batch.BeginExample();
            await ReadFeaturesAsync(cursor, batch, parser, cancellationToken);
        }
    }

    private static async ValueTask ReadFeaturesAsync(
        JsonCursor cursor,
        ExampleBatch batch,
        FeatureParser parser,
        CancellationToken cancellationToken
    )
    {
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            var name = cursor.GetName("name of a feature");
            batch.BeginFeature(name);
            parser.Begin(name);
            await ValueReader.ReadAsync(cursor, parser, cancellationToken);
        }
    }
}
