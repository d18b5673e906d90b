using System.Runtime.InteropServices;
using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// Stores elements of a fixed-size type one after the other. Those over the end of the memory are counted and
/// dropped, so that an error can tell how many there were.
/// </summary>
internal ref struct ElementSink(DataType type, Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private readonly int _size = type.ElementSize();

    public DataType DataType { get; } = type;

    public long Count { get; private set; }

    /// <summary>Reads the value of one occurrence of a field: a run of packed elements, or a single one.</summary>
    public void Read(ref WireReader reader, WireType wire, string field)
    {
        if (wire == WireType.Length)
        {
            var outer = reader.Enter();
            ReadPacked(ref reader, field);
            reader.Leave(outer);
            return;
        }

        WireReader.Expect(ElementWireType, wire, field);
        if (wire == WireType.Varint)
            StoreVarint(reader.ReadVarint());
        else
            CopyElements(ref reader, _size);
    }

    private readonly WireType ElementWireType =>
        DataType switch
        {
            DataType.Fp32 => WireType.Fixed32,
            DataType.Fp64 => WireType.Fixed64,
            _ => WireType.Varint,
        };

    private void ReadPacked(ref WireReader reader, string field)
    {
        if (ElementWireType != WireType.Varint)
        {
            if (reader.Remaining % _size != 0)
                throw WireReader.Malformed($"{field} ends in the middle of an element");
            CopyElements(ref reader, reader.Remaining);
            return;
        }

        while (!reader.AtEnd)
        {
            StoreVarint(reader.ReadVarint());
        }
    }

    // Protobuf writes these little-endian, which is the form that tensors have in memory.
    private void CopyElements(ref WireReader reader, long bytes)
    {
        var start = Math.Min(Count * _size, _destination.Length);
        var kept = (int)Math.Min(bytes, _destination.Length - start);
        reader.CopyTo(_destination.Slice((int)start, kept));
        reader.Advance(bytes - kept);
        Count += bytes / _size;
    }

    private void StoreVarint(ulong raw)
    {
        var offset = Count * _size;
        var room = offset + _size <= _destination.Length ? _destination[(int)offset..] : default;
        switch (DataType)
        {
            case DataType.Bool:
                Store(room, raw != 0 ? (byte)1 : (byte)0);
                break;
            case DataType.Int8:
                Store(room, (sbyte)InRange((int)raw, sbyte.MinValue, sbyte.MaxValue));
                break;
            case DataType.Int16:
                Store(room, (short)InRange((int)raw, short.MinValue, short.MaxValue));
                break;
            case DataType.UInt8:
                Store(room, (byte)InRange((uint)raw, byte.MinValue, byte.MaxValue));
                break;
            case DataType.UInt16:
                Store(room, (ushort)InRange((uint)raw, ushort.MinValue, ushort.MaxValue));
                break;
            case DataType.Int32 or DataType.UInt32:
                Store(room, (uint)raw);
                break;
            default:
                Store(room, raw);
                break;
        }

        Count++;
    }

    private static void Store<T>(Span<byte> room, T value)
        where T : unmanaged
    {
        if (!room.IsEmpty)
            MemoryMarshal.Write(room, value);
    }

    private readonly long InRange(long value, long min, long max) =>
        value >= min && value <= max
            ? value
            : throw ServingException.InvalidArgument(
                $"Element {Count} is {value}, but {DataType.Name()} holds {min} to {max}."
            );
}
