using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Values;

/// <summary>A tensor whose values are known while a model is imported: a constant or a variable. Immutable.</summary>
internal sealed class TensorValue
{
    private TensorValue(OnnxType type, long[] shape, ByteString bytes, IReadOnlyList<ByteString>? strings)
    {
        Type = type;
        Shape = shape;
        Bytes = bytes;
        Strings = strings;
    }

    public OnnxType Type { get; }

    public long[] Shape { get; }

    /// <summary>The elements, little-endian; empty for strings.</summary>
    public ByteString Bytes { get; }

    /// <summary>The elements of a tensor of strings.</summary>
    public IReadOnlyList<ByteString>? Strings { get; }

    public long Count => Shape.Aggregate(1L, (product, dim) => product * dim);

    public static TensorValue FromBytes(OnnxType type, long[] shape, byte[] bytes) =>
        new(type, shape, UnsafeByteOperations.UnsafeWrap(bytes), null);

    public static TensorValue FromStrings(long[] shape, IReadOnlyList<ByteString> strings) =>
        new(OnnxType.String, shape, ByteString.Empty, strings);

    public static TensorValue From<T>(ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged => FromBytes(ElementTypes.Of<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Integers in either of the two widths that shapes and axes come in.</summary>
    public static TensorValue FromIntegers(OnnxType type, long[] values, params long[] shape) =>
        type == OnnxType.Int64
            ? From<long>(values, shape)
            : From<int>(Array.ConvertAll(values, value => unchecked((int)value)), shape);

    /// <summary>The same elements in another shape of the same size.</summary>
    public TensorValue Reshaped(params long[] shape) => new(Type, shape, Bytes, Strings);

    /// <summary>The elements of a tensor of integers or truth values, or null for other types.</summary>
    public long[]? Integers() =>
        Type switch
        {
            OnnxType.Int64 => Values<long>().ToArray(),
            OnnxType.Int32 => Widen<int>(value => value),
            OnnxType.Int16 => Widen<short>(value => value),
            OnnxType.Int8 => Widen<sbyte>(value => value),
            OnnxType.Uint8 or OnnxType.Bool => Widen<byte>(value => value),
            OnnxType.Uint16 => Widen<ushort>(value => value),
            OnnxType.Uint32 => Widen<uint>(value => value),
            _ => null,
        };

    /// <summary>The only element of a number, or null.</summary>
    public double? Scalar() =>
        Count != 1
            ? null
            : Type switch
            {
                OnnxType.Float => Values<float>()[0],
                OnnxType.Double => Values<double>()[0],
                OnnxType.Float16 => (double)Values<Half>()[0],
                _ => Integers()?[0],
            };

    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Span);

    /// <summary>The elements of a tensor of strings as text.</summary>
    public string[] Texts() => [.. (Strings ?? []).Select(value => value.ToStringUtf8())];

    /// <summary>The same as ONNX keeps it; the bytes are shared.</summary>
    public TensorProto ToProto(string name)
    {
        var proto = new TensorProto { Name = name, DataType = (int)Type };
        proto.Dims.AddRange(Shape);
        if (Strings is null)
            proto.RawData = Bytes;
        else
            proto.StringData.AddRange(Strings);
        return proto;
    }

    private long[] Widen<T>(Func<T, long> widen)
        where T : unmanaged
    {
        var values = Values<T>();
        var result = new long[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = widen(values[i]);
        }

        return result;
    }
}
