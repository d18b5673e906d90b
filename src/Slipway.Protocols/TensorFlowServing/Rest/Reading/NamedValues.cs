using System.Text;
using System.Text.Json;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// Reads named values into a tensor for each input: an object of whole tensors, or objects of rows. Owns what has been
/// read until <see cref="MoveTo"/>.
/// </summary>
internal sealed class NamedValues(BodyReader body, ModelSignature signature) : IDisposable
{
    private readonly NestedValueParser?[] _parsers = new NestedValueParser?[signature.Inputs.Count];
    private readonly byte[][] _names = [.. signature.Inputs.Select(spec => Encoding.UTF8.GetBytes(spec.Name))];

    // Objects have their names in the same order, as a rule.
    private int _next;

    /// <summary>At the property: <c>{"x": [[…], …], …}</c>.</summary>
    public async ValueTask ReadTensorsAsync(CancellationToken cancellationToken)
    {
        var cursor = body.Cursor;
        await cursor.ReadAsync(cancellationToken);
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            var index = Find();
            if (_parsers[index] is not null)
                throw body.Context.Invalid($"input {Name(index)} is given twice.");
            await ValueReader.ReadAsync(cursor, Add(index, byRow: false), cancellationToken);
        }
    }

    /// <summary>At the property: <c>[{"x": […], …}, …]</c>.</summary>
    public async ValueTask ReadRowsAsync(CancellationToken cancellationToken)
    {
        var (cursor, context) = (body.Cursor, body.Context);
        await cursor.ReadAsync(cancellationToken);
        for (var row = 0; ; row++)
        {
            await cursor.ReadAsync(cancellationToken);
            if (cursor.TokenType == JsonTokenType.EndArray)
                return;
            if (cursor.TokenType != JsonTokenType.StartObject)
                throw context.Invalid($"instance {row} must be an object as those before it, not {cursor.Describe()}.");
            _next = 0;
            while (await cursor.ReadFieldAsync(cancellationToken))
            {
                var index = Find();
                var parser = _parsers[index];
                if (parser is null && row == 0)
                    parser = Add(index, byRow: true);
                if (parser is null)
                    throw context.Invalid(
                        $"instance {row} has input {Name(index)}, which those before it do not have."
                    );
                if (parser.Rows > row)
                    throw context.Invalid($"instance {row} has input {Name(index)} twice.");
                parser.BeginRow();
                await ValueReader.ReadAsync(cursor, parser, cancellationToken);
            }

            CheckRow(row);
        }
    }

    /// <summary>Hands the tensors over, in the order of the signature.</summary>
    public void MoveTo(List<NamedTensor> inputs)
    {
        for (var i = 0; i < _parsers.Length; i++)
        {
            if (_parsers[i] is { } parser)
                inputs.Add(new NamedTensor(signature.Inputs[i].Name, parser.Finish()));
        }
    }

    public void Dispose()
    {
        foreach (var parser in _parsers)
        {
            parser?.Dispose();
        }
    }

    private string Name(int index) => MessageContext.Quote(signature.Inputs[index].Name);

    private NestedValueParser Add(int index, bool byRow) =>
        _parsers[index] = new NestedValueParser(
            body.Context,
            signature.Inputs[index],
            byRow,
            body.Limit - body.Cursor.Window.Position
        );

    private void CheckRow(int row)
    {
        for (var i = 0; i < _parsers.Length; i++)
        {
            if (_parsers[i] is { } parser ? parser.Rows == row + 1 : signature.Inputs[i].IsOptional)
                continue;
            throw body.Context.Invalid(
                $"instance {row} has no input {Name(i)}. Each instance needs: {string.Join(", ", signature.Inputs)}."
            );
        }
    }

    /// <summary>Which input the current property names.</summary>
    private int Find()
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var index = _next + i < _names.Length ? _next + i : _next + i - _names.Length;
            if (!body.Cursor.NameIs(_names[index]))
                continue;
            _next = index + 1 < _names.Length ? index + 1 : 0;
            return index;
        }

        var name = body.Cursor.GetName("name of an input");
        throw body.Context.Invalid(
            $"the model has no input {MessageContext.Quote(name)}. Its inputs: {string.Join(", ", signature.Inputs)}."
        );
    }
}
