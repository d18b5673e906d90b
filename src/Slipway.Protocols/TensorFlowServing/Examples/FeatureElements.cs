using System.Numerics;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// Makes a tensor of a column's values: where kind and type agree the memory itself, elsewhere a copy in which every
/// integer stays what it is and every float is rounded once.
/// </summary>
internal static class FeatureElements
{
    /// <param name="batch">For messages.</param>
    /// <param name="column">The values, which move out.</param>
    /// <param name="perExample">Values of one example.</param>
    /// <param name="type">What the model takes.</param>
    /// <param name="shape">With as many elements as the column has values.</param>
    public static Tensor ToTensor(
        ExampleBatch batch,
        FeatureColumn column,
        int perExample,
        DataType type,
        TensorShape shape
    )
    {
        if (!Fits(column.Kind, type))
        {
            throw batch.Invalid(
                $"feature {ExampleBatch.Show(column.Name)} has {column.Kind.Plural()}, but the model takes {type.Name()}."
            );
        }

        if (column.Kind == FeatureKind.None || type == Natural(column.Kind))
        {
            var buffer = column.Detach(out var length);
            return new Tensor(type, shape, buffer, length);
        }

        var tensor = Tensor.Allocate(type, shape);
        var lost =
            column.Kind == FeatureKind.Float
                ? FromFloats(column.Values<float>(), tensor)
                : FromIntegers(column.Values<long>(), tensor);
        if (lost < 0)
            return tensor;

        tensor.Dispose();
        var value =
            column.Kind == FeatureKind.Float ? $"{column.Values<float>()[lost]}" : $"{column.Values<long>()[lost]}";
        throw batch.Invalid(
            $"feature {ExampleBatch.Show(column.Name)} of example {lost / perExample} has {value}, which {type.Name()} "
                + "does not hold."
        );
    }

    private static bool Fits(FeatureKind kind, DataType type) =>
        kind switch
        {
            FeatureKind.Float => type is DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64,
            FeatureKind.Int64 => type != DataType.Bytes,
            FeatureKind.Bytes => type == DataType.Bytes,
            _ => true,
        };

    private static DataType Natural(FeatureKind kind) =>
        kind switch
        {
            FeatureKind.Float => DataType.Fp32,
            FeatureKind.Int64 => DataType.Int64,
            _ => DataType.Bytes,
        };

    /// <summary>The index of a value that the type does not hold; -1 where it holds all.</summary>
    private static int FromFloats(ReadOnlySpan<float> values, Tensor tensor)
    {
        switch (tensor.DataType)
        {
            case DataType.Fp64:
                Fill<float, double>(values, tensor);
                return -1;
            case DataType.Fp16:
                Fill<float, Half>(values, tensor);
                return Overflow(values, tensor.AsSpan<Half>());
            default:
                var target = tensor.AsSpan<ushort>();
                for (var i = 0; i < values.Length; i++)
                {
                    target[i] = BFloat16.Round(values[i]);
                }

                return -1;
        }
    }

    private static int Overflow(ReadOnlySpan<float> values, ReadOnlySpan<Half> halves)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (Half.IsInfinity(halves[i]) && float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }

    private static int FromIntegers(ReadOnlySpan<long> values, Tensor tensor)
    {
        var (min, max) = Range(tensor.DataType);
        var lost = values.IndexOfAnyExceptInRange(min, max);
        if (lost >= 0)
            return lost;
        switch (tensor.DataType)
        {
            case DataType.Bool or DataType.UInt8:
                Fill<long, byte>(values, tensor);
                break;
            case DataType.UInt16:
                Fill<long, ushort>(values, tensor);
                break;
            case DataType.UInt32:
                Fill<long, uint>(values, tensor);
                break;
            case DataType.UInt64:
                Fill<long, ulong>(values, tensor);
                break;
            case DataType.Int8:
                Fill<long, sbyte>(values, tensor);
                break;
            case DataType.Int16:
                Fill<long, short>(values, tensor);
                break;
            case DataType.Int32:
                Fill<long, int>(values, tensor);
                break;
            case DataType.Fp16:
                Fill<long, Half>(values, tensor);
                break;
            case DataType.Fp32:
                Fill<long, float>(values, tensor);
                break;
            case DataType.Fp64:
                Fill<long, double>(values, tensor);
                break;
            default:
                var target = tensor.AsSpan<ushort>();
                for (var i = 0; i < values.Length; i++)
                {
                    target[i] = BFloat16.Round(values[i]);
                }

                break;
        }

        return -1;
    }

    /// <summary>The integers that a type holds without a gap.</summary>
    private static (long Min, long Max) Range(DataType type) =>
        type switch
        {
            DataType.Bool => (0, 1),
            DataType.UInt8 => (0, byte.MaxValue),
            DataType.UInt16 => (0, ushort.MaxValue),
            DataType.UInt32 => (0, uint.MaxValue),
            DataType.UInt64 => (0, long.MaxValue),
            DataType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DataType.Int16 => (short.MinValue, short.MaxValue),
            DataType.Int32 => (int.MinValue, int.MaxValue),
            DataType.BF16 => (-1L << 8, 1L << 8),
            DataType.Fp16 => (-1L << 11, 1L << 11),
            DataType.Fp32 => (-1L << 24, 1L << 24),
            DataType.Fp64 => (-1L << 53, 1L << 53),
            _ => (long.MinValue, long.MaxValue),
        };

    private static void Fill<TFrom, TTo>(ReadOnlySpan<TFrom> values, Tensor tensor)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var target = tensor.AsSpan<TTo>();
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = TTo.CreateTruncating(values[i]);
        }
    }
}
