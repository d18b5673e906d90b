using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Writing;

/// <summary>
/// Formats the elements of one tensor, flat and separated by commas, chunk by chunk. Floats are the shortest text
/// that reads back to the same value; what is not finite is <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
internal struct TensorJsonWriter(Tensor tensor)
{
    // Integral values below this are formatted as the integers they are, at a fraction of the cost.
    private const float ExactSingle = 1 << 23;

    private int _index;

    // Of BYTES: where the current element's frame begins, and how much of its text has been written.
    private int _frame;
    private int _textWritten;
    private bool _inText;

    /// <summary>Writes some elements; false where none are left.</summary>
    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        if (tensor.DataType == DataType.Bytes)
            return WriteText(output, out written);
        written = 0;
        if (_index == tensor.ElementCount)
            return false;
        var span = output.GetSpan(2 * JsonOutput.LongestNumber);
        written = tensor.DataType switch
        {
            DataType.Bool => WriteBooleans(span),
            DataType.Fp32 => WriteSingles(span),
            DataType.Fp64 => WriteDoubles(span),
            DataType.Int8 => WriteIntegers<sbyte>(span),
            DataType.Int16 => WriteIntegers<short>(span),
            DataType.Int32 => WriteIntegers<int>(span),
            DataType.Int64 => WriteIntegers<long>(span),
            DataType.UInt8 => WriteIntegers<byte>(span),
            DataType.UInt16 => WriteIntegers<ushort>(span),
            DataType.UInt32 => WriteIntegers<uint>(span),
            DataType.UInt64 => WriteIntegers<ulong>(span),
            _ => throw new InvalidOperationException($"{tensor.DataType.Name()} has no JSON form."),
        };
        output.Advance(written);
        return true;
    }

    private int WriteBooleans(Span<byte> span)
    {
        var values = tensor.Bytes;
        var length = 0;
        for (; _index < values.Length && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            var word = values[_index] != 0 ? "true"u8 : "false"u8;
            word.CopyTo(span[length..]);
            length += word.Length;
        }

        return length;
    }

    private int WriteIntegers<T>(Span<byte> span)
        where T : unmanaged, IUtf8SpanFormattable
    {
        var values = tensor.AsSpan<T>();
        var length = 0;
        for (; _index < values.Length && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            values[_index].TryFormat(span[length..], out var used, default, CultureInfo.InvariantCulture);
            length += used;
        }

        return length;
    }

    private int WriteSingles(Span<byte> span)
    {
        var values = tensor.AsSpan<float>();
        var length = 0;
        for (; _index < values.Length && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            var value = values[_index];
            int used;
            if (Math.Abs(value) < ExactSingle && (int)value == value && (value != 0 || !float.IsNegative(value)))
                ((int)value).TryFormat(span[length..], out used, default, CultureInfo.InvariantCulture);
            else if (float.IsFinite(value))
                value.TryFormat(span[length..], out used, default, CultureInfo.InvariantCulture);
            else
                used = WriteNonFinite(span[length..], value);
            length += used;
        }

        return length;
    }

    private int WriteDoubles(Span<byte> span)
    {
        var values = tensor.AsSpan<double>();
        var length = 0;
        for (; _index < values.Length && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            var value = values[_index];
            int used;
            if (double.IsFinite(value))
                value.TryFormat(span[length..], out used, default, CultureInfo.InvariantCulture);
            else
                used = WriteNonFinite(span[length..], value);
            length += used;
        }

        return length;
    }

    private static int WriteNonFinite(Span<byte> span, double value)
    {
        var word =
            double.IsNaN(value) ? "NaN"u8
            : value > 0 ? "Infinity"u8
            : "-Infinity"u8;
        word.CopyTo(span);
        return word.Length;
    }

    private bool WriteText(IBufferWriter<byte> output, out int written)
    {
        var json = new JsonOutput(output);
        var framed = tensor.Bytes;
        if (_frame == framed.Length)
        {
            written = 0;
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(framed[_frame..]);
        var text = framed.Slice(_frame + BytesElements.PrefixLength, length);
        if (!_inText)
        {
            json.Raw(_frame == 0 ? "\""u8 : ",\""u8);
            _inText = true;
        }

        if (_textWritten < length)
            _textWritten += json.TextPart(text[_textWritten..]);
        if (_textWritten == length)
        {
            json.Raw("\""u8);
            _frame += BytesElements.PrefixLength + length;
            _textWritten = 0;
            _inText = false;
        }

        written = json.Written;
        return true;
    }

    private readonly int Comma(Span<byte> span)
    {
        if (_index == 0)
            return 0;
        span[0] = (byte)',';
        return 1;
    }
}
