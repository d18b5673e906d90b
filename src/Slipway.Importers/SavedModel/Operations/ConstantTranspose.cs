using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Reorders the dimensions of weights while a model is imported.</summary>
internal static class ConstantTranspose
{
    /// <summary>The tensor with its dimensions in another order, or null for strings.</summary>
    public static TensorValue? Of(NodeContext node, TensorValue value, int[] order)
    {
        var size = ElementType.Size(value.Type);
        if (size == 0 || order.Length != value.Shape.Length)
            return null;
        node.Model.Library.ChargeBytes(value.Bytes.Length);
        var source = value.Bytes.Span;
        var rank = order.Length;
        var shape = Array.ConvertAll(order, axis => value.Shape[axis]);
        var strides = new long[rank];
        for (var (i, stride) = (rank - 1, 1L); i >= 0; stride *= value.Shape[i], i--)
        {
            strides[i] = stride;
        }

        var steps = Array.ConvertAll(order, axis => strides[axis]);
        var result = new byte[source.Length];
        var index = new long[rank];
        var from = 0L;
        for (var to = 0; to < result.Length; to += size)
        {
            source.Slice((int)(from * size), size).CopyTo(result.AsSpan(to));
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                from += steps[axis];
                if (++index[axis] < shape[axis])
                    break;
                from -= steps[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return TensorValue.FromBytes(value.Type, shape, result);
    }
}
