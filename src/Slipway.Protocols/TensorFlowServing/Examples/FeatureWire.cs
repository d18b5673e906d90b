using System.Buffers.Binary;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// Walks a column from example to example and writes each one's part as an entry of the map <c>Features.feature</c>
/// (tensorflow's <c>feature.proto</c>).
/// </summary>
internal struct FeatureWire(FeatureColumn column)
{
    // A map's entry has key 1 and value 2; the values of every list are field 1.
    private const int Entry = 1;
    private const int EntryKey = 1;
    private const int EntryValue = 2;
    private const int ListValue = 1;

    private int _offset;

    /// <summary>The bytes that <see cref="Write"/> will add for the next <paramref name="count"/> values.</summary>
    public readonly long Measure(int count) => WireWriter.SizeOfField(EntrySize(ListSize(count)));

    /// <summary>Writes the next <paramref name="count"/> values and stands behind them.</summary>
    public void Write(int count, ref WireWriter wire)
    {
        var list = ListSize(count);
        wire.Head(Entry, EntrySize(list));
        wire.Text(EntryKey, column.Name);
        wire.Head(EntryValue, FeatureSize(list));
        if (column.Kind == FeatureKind.None)
            return;
        wire.Head(KindField, list);
        if (count == 0)
            return;
        if (column.Kind == FeatureKind.Bytes)
        {
            for (var i = 0; i < count; i++)
            {
                var element = Element(_offset);
                wire.Head(ListValue, element.Length);
                wire.Raw(element);
                _offset += BytesElements.PrefixLength + element.Length;
            }
        }
        else if (column.Kind == FeatureKind.Float)
        {
            wire.Head(ListValue, (long)count * sizeof(float));
            wire.Raw(column.Bytes.Slice(_offset, count * sizeof(float)));
            _offset += count * sizeof(float);
        }
        else
        {
            wire.Head(ListValue, VarintsSize(count));
            foreach (var value in Integers(count))
            {
                wire.Varint((ulong)value);
            }

            _offset += count * sizeof(long);
        }
    }

    // Feature's one-of: bytes_list, float_list, int64_list.
    private readonly int KindField =>
        column.Kind switch
        {
            FeatureKind.Bytes => 1,
            FeatureKind.Float => 2,
            _ => 3,
        };

    private readonly long EntrySize(long list) =>
        WireWriter.SizeOfText(column.Name) + WireWriter.SizeOfField(FeatureSize(list));

    private readonly long FeatureSize(long list) => column.Kind == FeatureKind.None ? 0 : WireWriter.SizeOfField(list);

    private readonly long ListSize(int count)
    {
        if (count == 0)
            return 0;
        if (column.Kind == FeatureKind.Float)
            return WireWriter.SizeOfField((long)count * sizeof(float));
        if (column.Kind == FeatureKind.Int64)
            return WireWriter.SizeOfField(VarintsSize(count));
        var size = 0L;
        var offset = _offset;
        for (var i = 0; i < count; i++)
        {
            var length = Element(offset).Length;
            size += WireWriter.SizeOfField(length);
            offset += BytesElements.PrefixLength + length;
        }

        return size;
    }

    private readonly long VarintsSize(int count)
    {
        var size = 0L;
        foreach (var value in Integers(count))
        {
            size += WireWriter.SizeOfVarint((ulong)value);
        }

        return size;
    }

    private readonly ReadOnlySpan<long> Integers(int count) =>
        column.Values<long>().Slice(_offset / sizeof(long), count);

    private readonly ReadOnlySpan<byte> Element(int offset)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(column.Bytes[offset..]);
        return column.Bytes.Slice(offset + BytesElements.PrefixLength, length);
    }
}
