using System.Buffers;
using System.Text;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>The fields of one protobuf message in memory, one after another, as they lie there.</summary>
internal ref struct WireFields(ReadOnlySpan<byte> message)
{
    private const int MostVarintBytes = 10;
    private const int LengthDelimited = 2;

    private ReadOnlySpan<byte> _rest = message;

    public int Number { get; private set; }

    /// <summary>Whether it has a length: a message, a text, or packed numbers.</summary>
    public bool IsMessage { get; private set; }

    /// <summary>What is behind the length; empty where there is none.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>The number of a field that is one.</summary>
    public ulong Varint { get; private set; }

    /// <summary>The field with its tag.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Content);

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">These bytes are no protobuf message.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;
        var start = _rest;
        var tag = Take(ref _rest);
        (Number, IsMessage, Varint) = ((int)(tag >> 3), (tag & 7) == LengthDelimited, 0);
        Content = default;
        switch (tag & 7)
        {
            case 0:
                Varint = Take(ref _rest);
                break;
            case 1:
                Skip(sizeof(ulong));
                break;
            case LengthDelimited:
                var length = Take(ref _rest);
                var content = _rest;
                Skip(length);
                Content = content[..(int)length];
                break;
            case 5:
                Skip(sizeof(uint));
                break;
            default:
                throw Broken();
        }

        Whole = start[..^_rest.Length];
        return true;
    }

    /// <summary>Numbers that are packed in one field.</summary>
    public static List<ulong> Varints(ReadOnlySpan<byte> packed)
    {
        var values = new List<ulong>();
        while (!packed.IsEmpty)
        {
            values.Add(Take(ref packed));
        }

        return values;
    }

    /// <summary>What stands before the content of a field that has a length.</summary>
    public static byte[] Head(int number, int length)
    {
        var output = new ArrayBufferWriter<byte>(2 * MostVarintBytes);
        Write(output, (ulong)(number << 3 | LengthDelimited));
        Write(output, (ulong)length);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a field that has a length.</summary>
    public static void Write(IBufferWriter<byte> output, int number, ReadOnlySpan<byte> content)
    {
        Write(output, (ulong)(number << 3 | LengthDelimited));
        Write(output, (ulong)content.Length);
        output.Write(content);
    }

    private static void Write(IBufferWriter<byte> output, ulong value)
    {
        var bytes = output.GetSpan(MostVarintBytes);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[count++] = (byte)(value | 0x80);
        }

        bytes[count++] = (byte)value;
        output.Advance(count);
    }

    private static ulong Take(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = 0; i < Math.Min(MostVarintBytes, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80)
                continue;
            bytes = bytes[(i + 1)..];
            return value;
        }

        throw Broken();
    }

    private void Skip(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw Broken();
        _rest = _rest[(int)count..];
    }

    private static InvalidDataException Broken() => new("The file is damaged: a field of it does not end.");
}
