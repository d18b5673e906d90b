using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>
/// The values of a tensor in the list of TensorProto that belongs to its type, which is how TensorFlow Serving answers:
/// walked from the first to the last, a piece at a time. The tensor stays the caller's.
/// </summary>
internal struct TensorValues(Tensor tensor)
{
    /// <summary>No less room than this makes headway.</summary>
    public const int LeastRoom = 16;

    private const int LongestVarint = 10;

    // Into the tensor's bytes, and of a string what is still to be written.
    private int _offset;
    private int _restOfString;

    public readonly bool IsFinished => _offset == tensor.ByteLength && _restOfString == 0;

    /// <summary>The bytes of the list with its head; 0 where the tensor is empty.</summary>
    public static long SizeOf(Tensor tensor)
    {
        if (tensor.ElementCount == 0)
            return 0;
        var field = TensorFlowTypes.FieldOf(tensor.DataType);
        if (tensor.DataType != DataType.Bytes)
            return SizeOfTag(field) + WireWriter.SizeOfField(SizeOfPacked(tensor)) - 1;
        var size = 0L;
        foreach (var element in tensor.Elements)
        {
            size += WireWriter.SizeOfField(element.Length);
        }

        return size;
    }

    /// <summary>What comes before the packed values of a fixed-size type; nothing for strings.</summary>
    public static void WriteHead(Tensor tensor, ref WireWriter writer)
    {
        if (tensor.ElementCount == 0 || tensor.DataType == DataType.Bytes)
            return;
        var field = TensorFlowTypes.FieldOf(tensor.DataType);
        writer.Varint(((ulong)field << 3) | (ulong)WireType.Length);
        writer.Varint((ulong)SizeOfPacked(tensor));
    }

    /// <summary>Writes as much as fits, and says how much that was.</summary>
    public int Write(Span<byte> destination) =>
        tensor.DataType switch
        {
            DataType.Bytes => WriteStrings(destination),
            DataType.Bool or DataType.Fp32 or DataType.Fp64 => Copy(destination),
            DataType.UInt8 => WriteVarints<byte>(destination),
            DataType.UInt16 or DataType.Fp16 or DataType.BF16 => WriteVarints<ushort>(destination),
            DataType.UInt32 => WriteVarints<uint>(destination),
            DataType.UInt64 => WriteVarints<ulong>(destination),
            DataType.Int8 => WriteVarints<sbyte>(destination),
            DataType.Int16 => WriteVarints<short>(destination),
            DataType.Int32 => WriteVarints<int>(destination),
            _ => WriteVarints<long>(destination),
        };

    private static int SizeOfTag(int field) => WireWriter.SizeOfVarint((ulong)field << 3);

    private static long SizeOfPacked(Tensor tensor) =>
        tensor.DataType switch
        {
            DataType.Bool or DataType.Fp32 or DataType.Fp64 => tensor.ByteLength,
            DataType.UInt8 => SizeOfVarints<byte>(tensor),
            DataType.UInt16 or DataType.Fp16 or DataType.BF16 => SizeOfVarints<ushort>(tensor),
            DataType.UInt32 => SizeOfVarints<uint>(tensor),
            DataType.UInt64 => SizeOfVarints<ulong>(tensor),
            DataType.Int8 => SizeOfVarints<sbyte>(tensor),
            DataType.Int16 => SizeOfVarints<short>(tensor),
            DataType.Int32 => SizeOfVarints<int>(tensor),
            _ => SizeOfVarints<long>(tensor),
        };

    private static long SizeOfVarints<T>(Tensor tensor)
        where T : unmanaged, IBinaryInteger<T>
    {
        var size = 0L;
        foreach (var value in MemoryMarshal.Cast<byte, T>(tensor.Bytes))
        {
            size += WireWriter.SizeOfVarint(Widen(value));
        }

        return size;
    }

    // Negative numbers travel sign-extended to 64 bits.
    private static ulong Widen<T>(T value)
        where T : unmanaged, IBinaryInteger<T> =>
        typeof(T) == typeof(ulong) ? ulong.CreateTruncating(value) : (ulong)long.CreateTruncating(value);

    private int WriteVarints<T>(Span<byte> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        var writer = new WireWriter(destination);
        var values = MemoryMarshal.Cast<byte, T>(tensor.Bytes[_offset..]);
        var i = 0;
        for (; i < values.Length && destination.Length - writer.Written >= LongestVarint; i++)
        {
            writer.Varint(Widen(values[i]));
        }

        _offset += i * Marshal.SizeOf<T>();
        return writer.Written;
    }

    private int Copy(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, tensor.ByteLength - _offset);
        tensor.Bytes.Slice(_offset, count).CopyTo(destination);
        _offset += count;
        return count;
    }

    private int WriteStrings(Span<byte> destination)
    {
        var written = 0;
        while (!IsFinished)
        {
            if (_restOfString == 0)
            {
                if (destination.Length - written < LeastRoom)
                    break;
                _restOfString = BinaryPrimitives.ReadInt32LittleEndian(tensor.Bytes[_offset..]);
                _offset += BytesElements.PrefixLength;
                var head = new WireWriter(destination[written..]);
                head.Head(TensorFlowTypes.FieldOf(DataType.Bytes), _restOfString);
                written += head.Written;
            }

            var count = Math.Min(_restOfString, destination.Length - written);
            tensor.Bytes.Slice(_offset, count).CopyTo(destination[written..]);
            (_offset, _restOfString, written) = (_offset + count, _restOfString - count, written + count);
            if (_restOfString > 0)
                break;
        }

        return written;
    }
}
