using System.Buffers.Binary;
using System.Text;

namespace Slipway.Importers.Trees.XGBoost;

/// <summary>
/// Reads a model in UBJSON (specification draft 12, big-endian): a marker for each value, containers with their count and the
/// type of all their values in front where the writer likes.
/// </summary>
internal ref struct UbjsonModel
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private UbjsonModel(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <exception cref="ImportException">It is no UBJSON, or cut off.</exception>
    public static ModelValue Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new UbjsonModel(bytes);
        return reader.ReadValue(reader.Marker(), 0);
    }

    private ModelValue ReadValue(byte marker, int depth) =>
        marker switch
        {
            (byte)'{' => ReadObject(depth + 1),
            (byte)'[' => ReadArray(depth + 1),
            (byte)'S' or (byte)'H' => new ModelValue(ReadText()),
            (byte)'C' => new ModelValue(((char)Take(1)[0]).ToString()),
            (byte)'Z' => new ModelValue(double.NaN),
            _ => new ModelValue(ReadNumber(marker)),
        };

    private ModelValue ReadObject(int depth)
    {
        var (type, count) = ReadHead(depth);
        var members = new Dictionary<string, ModelValue>();
        while (count is null ? Peek() != '}' : members.Count < count)
        {
            // Names are texts without a marker.
            var name = ReadText();
            if (!members.TryAdd(name, ReadValue(type ?? Marker(), depth)))
                throw ModelValue.Corrupt($"'{name}' is there twice");
        }

        if (count is null)
            _at++;
        return new ModelValue(members);
    }

    private ModelValue ReadArray(int depth)
    {
        var (type, count) = ReadHead(depth);
        if (type is { } known && IsNumber(known))
            return new ModelValue(ReadNumbers(known, count!.Value));
        var numbers = new List<double>();
        List<ModelValue>? items = null;
        for (var i = 0L; count is null ? Peek() != ']' : i < count; i++)
        {
            var marker = type ?? Marker();
            if (items is null && IsNumber(marker))
            {
                numbers.Add(ReadNumber(marker));
                continue;
            }

            items ??= [.. numbers.Select(number => new ModelValue(number))];
            items.Add(ReadValue(marker, depth));
        }

        if (count is null)
            _at++;
        return items is null ? new ModelValue(numbers.ToArray()) : new ModelValue(items);
    }

    // The bytes are looked for before memory is taken for what a count promises.
    private double[] ReadNumbers(byte marker, long count)
    {
        if (count * SizeOf(marker) > _bytes.Length - _at)
            throw CutOff();
        var numbers = new double[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = ReadNumber(marker);
        }

        return numbers;
    }

    private (byte? Type, long? Count) ReadHead(int depth)
    {
        if (depth > MaxDepth)
            throw ModelValue.Corrupt($"it is nested more than {MaxDepth} deep");
        byte? type = null;
        if (Peek() == '$')
        {
            _at++;
            type = Marker();
            if (Peek() != '#')
                throw ModelValue.Corrupt($"a container at byte {_at} has a type and no count");
        }

        if (Peek() != '#')
            return (null, null);
        _at++;
        return (type, ReadCount());
    }

    private long ReadCount()
    {
        var count = ReadNumber(Marker());
        // Every value takes a byte, but for those of types without any, which models have none of.
        return count >= 0 && count <= _bytes.Length - _at && count == Math.Truncate(count)
            ? (long)count
            : throw CutOff();
    }

    private string ReadText() => Encoding.UTF8.GetString(Take((int)ReadCount()));

    private double ReadNumber(byte marker) =>
        marker switch
        {
            (byte)'i' => (sbyte)Take(1)[0],
            (byte)'U' => Take(1)[0],
            (byte)'I' => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            (byte)'l' => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            (byte)'L' => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            (byte)'d' => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
            (byte)'D' => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
            (byte)'T' => 1,
            (byte)'F' => 0,
            _ => throw ModelValue.Corrupt($"there is no value of type 0x{marker:X2}, as byte {_at - 1} says"),
        };

    private static bool IsNumber(byte marker) => "iUIlLdDTF"u8.Contains(marker);

    private static int SizeOf(byte marker) =>
        marker switch
        {
            (byte)'I' => 2,
            (byte)'l' or (byte)'d' => 4,
            (byte)'L' or (byte)'D' => 8,
            _ => 1,
        };

    private byte Marker()
    {
        byte marker;
        do
        {
            marker = Take(1)[0];
        } while (marker == 'N');
        return marker;
    }

    private readonly byte Peek() => _at < _bytes.Length ? _bytes[_at] : throw CutOff();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
            throw CutOff();
        _at += count;
        return _bytes.Slice(_at - count, count);
    }

    private static ImportException CutOff() => ModelValue.Corrupt("it is cut off");
}
