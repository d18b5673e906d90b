using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>Reads the <c>shape</c> of a tensor that carries data: no free dimension.</summary>
internal static class ShapeReader
{
    public static async ValueTask<TensorShape> ReadAsync(
        JsonCursor cursor,
        MessageContext context,
        PendingTensor tensor,
        CancellationToken cancellationToken
    )
    {
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType != JsonTokenType.StartArray)
            throw context.Invalid($"'shape' of {tensor} must be an array, not {cursor.Describe()}.");

        var dims = default(Extents);
        var rank = 0;
        while (true)
        {
            await cursor.ReadAsync(cancellationToken);
            if (cursor.TokenType == JsonTokenType.EndArray)
                break;
            if (rank == TensorShape.MaxRank)
                throw context.Invalid($"'shape' of {tensor} has more than {TensorShape.MaxRank} dimensions.");
            if (cursor.TokenType != JsonTokenType.Number || !cursor.TryGetInt64(out var dim))
                throw context.Invalid($"'shape' of {tensor} must hold integers, not {cursor.Describe()}.");
            if (dim < 0)
                throw context.Invalid($"'shape' of {tensor} has dimension {dim}; data needs sizes of 0 or more.");
            dims[rank++] = dim;
        }

        return new TensorShape(dims[..rank]);
    }

    [InlineArray(TensorShape.MaxRank)]
    private struct Extents
    {
        private long _first;
    }
}
