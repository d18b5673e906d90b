using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>The values of control inputs, in the model's own types.</summary>
internal static class ControlTensor
{
    /// <summary>The types in which a flag can be given.</summary>
    public static bool TakesFlag(DataType type) => type is not (DataType.Bytes or DataType.BF16);

    /// <summary>The types in which a sequence's id can be given.</summary>
    public static bool TakesId(DataType type) =>
        type is DataType.UInt64 or DataType.Int64 or DataType.UInt32 or DataType.Int32 or DataType.Bytes;

    /// <summary>Whether an id can be given in a type: a text needs BYTES, a number must not be too large.</summary>
    public static bool Holds(DataType type, SequenceKey key) =>
        type == DataType.Bytes
        || (
            key.Text is null
            && type switch
            {
                DataType.Int64 => key.Number <= long.MaxValue,
                DataType.UInt32 => key.Number <= uint.MaxValue,
                DataType.Int32 => key.Number <= int.MaxValue,
                _ => true,
            }
        );

    /// <summary>A flag's value; <see cref="SequenceControlConfig"/> gives it as a number.</summary>
    public static Tensor OfFlag(DataType type, TensorShape shape, double value) =>
        type switch
        {
            DataType.Bool => Tensor.From<bool>([value != 0], shape),
            DataType.Fp64 => Tensor.From<double>([value], shape),
            DataType.Fp32 => Tensor.From<float>([(float)value], shape),
            DataType.Fp16 => Tensor.From<Half>([(Half)value], shape),
            DataType.Int64 => Tensor.From<long>([long.CreateSaturating(value)], shape),
            DataType.Int32 => Tensor.From<int>([int.CreateSaturating(value)], shape),
            DataType.Int16 => Tensor.From<short>([short.CreateSaturating(value)], shape),
            DataType.Int8 => Tensor.From<sbyte>([sbyte.CreateSaturating(value)], shape),
            DataType.UInt64 => Tensor.From<ulong>([ulong.CreateSaturating(value)], shape),
            DataType.UInt32 => Tensor.From<uint>([uint.CreateSaturating(value)], shape),
            DataType.UInt16 => Tensor.From<ushort>([ushort.CreateSaturating(value)], shape),
            DataType.UInt8 => Tensor.From<byte>([byte.CreateSaturating(value)], shape),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No flag is given in this type."),
        };

    /// <summary>An id that the type <see cref="Holds"/>.</summary>
    public static Tensor OfId(DataType type, TensorShape shape, SequenceKey key) =>
        type switch
        {
            DataType.UInt64 => Tensor.From<ulong>([key.Number], shape),
            DataType.Int64 => Tensor.From<long>([(long)key.Number], shape),
            DataType.UInt32 => Tensor.From<uint>([(uint)key.Number], shape),
            DataType.Int32 => Tensor.From<int>([(int)key.Number], shape),
            DataType.Bytes => Tensor.FromStrings([key.ToString()], shape),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No id is given in this type."),
        };
}
