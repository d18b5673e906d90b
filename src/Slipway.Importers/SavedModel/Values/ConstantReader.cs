using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Importers.SavedModel.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Values;

/// <summary>
/// Reads the tensors in a graph's constants. One whose values are fewer than its shape says repeats the last of them, so a
/// file of a kilobyte may declare any size: what is repeated is counted.
/// </summary>
internal static class ConstantReader
{
    private const long MostRepeated = 256L << 20;

    /// <param name="proto">The constant.</param>
    /// <param name="where">Its node, for messages.</param>
    /// <exception cref="ImportException">It is damaged, too large, or of a type that ONNX has not.</exception>
    public static TensorValue Read(TensorProto proto, string where)
    {
        var type = ElementType.Of(proto.Dtype);
        var shape = proto.TensorShape?.Dim.Select(dim => dim.Size).ToArray() ?? [];
        var count = Count(shape, where);
        if (type == OnnxType.String)
            return TensorValue.FromStrings(shape, Repeat(proto.StringVal, count, ByteString.Empty, where));
        var size = ElementType.Size(type);
        if (!proto.TensorContent.IsEmpty)
        {
            return proto.TensorContent.Length == count * size
                ? TensorValue.FromBytes(type, shape, proto.TensorContent.ToByteArray())
                : throw Damaged(where, $"has {proto.TensorContent.Length} bytes where its shape needs {count * size}");
        }

        return type switch
        {
            OnnxType.Float => Of(proto.FloatVal),
            OnnxType.Double => Of(proto.DoubleVal),
            OnnxType.Int64 => Of(proto.Int64Val),
            OnnxType.Int32 => Of(proto.IntVal),
            OnnxType.Uint32 => Of(proto.Uint32Val),
            OnnxType.Uint64 => Of(proto.Uint64Val),
            OnnxType.Bool => Of(proto.BoolVal),
            OnnxType.Float16 or OnnxType.Bfloat16 => Of([.. proto.HalfVal.Select(value => (ushort)value)]),
            OnnxType.Int16 => Of([.. proto.IntVal.Select(value => (short)value)]),
            OnnxType.Uint16 => Of([.. proto.IntVal.Select(value => (ushort)value)]),
            OnnxType.Int8 => Of([.. proto.IntVal.Select(value => (sbyte)value)]),
            _ => Of([.. proto.IntVal.Select(value => (byte)value)]),
        };

        TensorValue Of<T>(IList<T> values)
            where T : unmanaged =>
            TensorValue.FromBytes(
                type,
                shape,
                MemoryMarshal.AsBytes<T>(Repeat(values, count, default, where)).ToArray()
            );
    }

    private static long Count(long[] shape, string where)
    {
        var count = 1L;
        foreach (var dim in shape)
        {
            if (dim < 0)
                throw Damaged(where, "has a dimension of unknown size");
            if (dim != 0 && count > int.MaxValue / dim)
                throw new ImportException(
                    ImportReasons.TooLarge,
                    $"The constant '{where}' has more than 2^31 elements."
                );
            count *= dim;
        }

        return count;
    }

    private static T[] Repeat<T>(IList<T> values, long count, T none, string where)
    {
        if (values.Count > count)
            throw Damaged(where, $"has {values.Count} values where its shape needs {count}");
        if (values.Count < count && count * 8 > MostRepeated)
        {
            throw new ImportException(
                ImportReasons.TooLarge,
                $"The constant '{where}' declares {count} elements and holds {values.Count}; no more than {MostRepeated / 8} are filled up."
            );
        }

        var all = new T[count];
        values.CopyTo(all, 0);
        Array.Fill(all, values.Count > 0 ? values[^1] : none, values.Count, (int)count - values.Count);
        return all;
    }

    private static ImportException Damaged(string where, string how) =>
        new(ImportReasons.Corrupt, $"The constant '{where}' {how}.");
}
