using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Onnx;

/// <summary>Makes <see cref="TensorProto"/> messages: initializers, constants and tensor attributes.</summary>
public static class OnnxTensor
{
    /// <summary>A tensor with a copy of <paramref name="values"/>, stored as raw little-endian bytes.</summary>
    /// <exception cref="ArgumentException">
    /// ONNX has no element type for <typeparamref name="T"/>, or the number of values is not that of the shape.
    /// </exception>
    public static TensorProto From<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> dims)
        where T : unmanaged => FromRaw(name, ElementTypes.Of<T>(), values.Length, MemoryMarshal.AsBytes(values), dims);

    /// <summary>A tensor of any fixed-size type from its bytes: BF16, the 8-bit floats and others .NET has no type for.</summary>
    public static TensorProto FromRaw(
        string name,
        DataType type,
        ReadOnlySpan<byte> bytes,
        params ReadOnlySpan<long> dims
    ) => FromRaw(name, type, null, bytes, dims);

    /// <summary>A string tensor; the elements are stored as UTF-8.</summary>
    public static TensorProto FromStrings(string name, IReadOnlyList<string> values, params ReadOnlySpan<long> dims)
    {
        CheckCount(name, values.Count, dims);
        var tensor = Empty(name, DataType.String, dims);
        foreach (var value in values)
        {
            tensor.StringData.Add(ByteString.CopyFromUtf8(value));
        }

        return tensor;
    }

    /// <summary>
    /// A tensor whose bytes are in another file (ONNX "external data"): <paramref name="location"/> is relative to
    /// the model's folder. Nothing is read or checked here.
    /// </summary>
    public static TensorProto External(
        string name,
        DataType type,
        string location,
        long offset,
        long length,
        params ReadOnlySpan<long> dims
    )
    {
        var tensor = Empty(name, type, dims);
        tensor.DataLocation = DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
        return tensor;
    }

    private static TensorProto FromRaw(
        string name,
        DataType type,
        int? count,
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<long> dims
    )
    {
        if (count is { } values)
            CheckCount(name, values, dims);
        var tensor = Empty(name, type, dims);
        tensor.RawData = ByteString.CopyFrom(bytes);
        return tensor;
    }

    private static TensorProto Empty(string name, DataType type, ReadOnlySpan<long> dims)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        foreach (var dim in dims)
        {
            tensor.Dims.Add(dim);
        }

        return tensor;
    }

    private static void CheckCount(string name, int count, ReadOnlySpan<long> dims)
    {
        var expected = 1L;
        foreach (var dim in dims)
        {
            expected = checked(expected * dim);
        }

        if (expected != count)
        {
            throw new ArgumentException(
                $"Tensor '{name}' of shape [{string.Join(',', dims.ToArray())}] needs {expected} values, got {count}.",
                nameof(count)
            );
        }
    }
}
