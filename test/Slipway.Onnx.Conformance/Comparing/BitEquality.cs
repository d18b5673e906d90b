using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Onnx.Conformance.Comparing;

/// <summary>
/// Compares the answers of two transports bit for bit. Only the payload of a NaN may differ: JSON writes every NaN
/// alike.
/// </summary>
internal static class BitEquality
{
    public static bool Same(IReadOnlyList<NamedTensor> left, IReadOnlyList<NamedTensor> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => Same(pair.First, pair.Second));

    private static bool Same(NamedTensor left, NamedTensor right) =>
        left.Name == right.Name
        && left.Tensor.DataType == right.Tensor.DataType
        && left.Tensor.Shape == right.Tensor.Shape
        && (left.Tensor.Bytes.SequenceEqual(right.Tensor.Bytes) || SameButNaN(left.Tensor, right.Tensor));

    private static bool SameButNaN(Tensor left, Tensor right) =>
        left.DataType.IsFloat()
        && Elements
            .ToDoubles(left)
            .Zip(Elements.ToDoubles(right))
            .All(pair =>
                BitConverter.DoubleToInt64Bits(pair.First) == BitConverter.DoubleToInt64Bits(pair.Second)
                || (double.IsNaN(pair.First) && double.IsNaN(pair.Second))
            );
}
