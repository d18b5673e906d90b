using System.Text.Json;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>Sorts the keys of a generate request into inputs and parameters. For one request.</summary>
internal sealed class GenerateFieldReader(
    JsonCursor cursor,
    MessageContext context,
    ModelSignature signature,
    InferenceRequest request
)
{
    private const string Nested = "parameters";

    private NameSet _names;
    private int _parameters;

    /// <summary>Inside the object of the request.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            var name = cursor.GetName("key");
            if (name == Nested)
            {
                if (signature.FindInput(name) is not null)
                    throw context.Invalid($"the model's input '{Nested}' cannot be given here; use infer.");
                await ReadNestedAsync(cancellationToken);
            }
            else if (name == "id" && signature.FindInput(name) is null)
            {
                request.Id = await cursor.ReadOptionalTextAsync(name, cancellationToken);
            }
            else
            {
                await ReadFieldAsync(name, cancellationToken);
            }
        }
    }

    private async ValueTask ReadNestedAsync(CancellationToken cancellationToken)
    {
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType == JsonTokenType.Null)
            return;
        if (cursor.TokenType != JsonTokenType.StartObject)
            throw context.Invalid($"'{Nested}' must be an object, not {cursor.Describe()}.");
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            await ReadFieldAsync(cursor.GetName("key"), cancellationToken);
        }
    }

    private async ValueTask ReadFieldAsync(string name, CancellationToken cancellationToken)
    {
        if (signature.FindInput(name) is { } spec)
        {
            if (!_names.Add(name))
                throw context.Invalid($"input {MessageContext.Quote(name)} is given twice.");
            await ReadInputAsync(spec, cancellationToken);
            return;
        }

        if (++_parameters > InferenceParameters.MaxCount)
            throw context.Invalid($"there are more than {InferenceParameters.MaxCount} parameters.");
        await cursor.ReadAsync(cancellationToken);
        request.Parameters ??= [];
        request.Parameters[name] = ParameterReader.Value(cursor, context, name, "the request");
    }

    private async ValueTask ReadInputAsync(TensorSpec spec, CancellationToken cancellationToken)
    {
        var pending = new PendingTensor();
        pending.Begin(request.Inputs.Count, context.TensorNoun);
        (pending.Name, pending.DataType) = (spec.Name, spec.DataType);
        try
        {
            await TensorDataReader.KeepAsync(cursor, pending, cancellationToken);
            request.Inputs.Add(new NamedTensor(spec.Name, Parse(spec, pending)));
        }
        finally
        {
            pending.Release();
        }
    }

    private Tensor Parse(TensorSpec spec, PendingTensor pending)
    {
        var text = pending.Text!.Written;
        var elements = ElementCounter.Count(text);
        if (!GenerateShape.TryFind(spec, elements, out var shape))
        {
            throw context.Invalid(
                $"{pending} has {elements} elements, which do not fill the shape {spec.Shape} (-1 is free) that the model "
                    + "takes."
            );
        }

        // A single element may stand bare, whatever the rank.
        var isBare = !text[ElementScanner.SkipWhiteSpace(text)..].StartsWith("["u8);
        pending.Shape = isBare ? TensorShape.Scalar : shape;
        var tensor = TensorDataReader.ParseKept(context, pending);
        return isBare ? tensor.Reshape(shape) : tensor;
    }
}
