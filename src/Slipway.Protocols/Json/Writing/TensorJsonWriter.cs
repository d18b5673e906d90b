using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Unicode;
using Slipway.Tensors;

namespace Slipway.Protocols.Json.Writing;

/// <summary>
/// Formats the elements of one tensor, separated by commas, chunk by chunk: all of them, or run after run with brackets
/// of the caller's in between. Floats are the shortest text that reads back to the same value; what is not finite is
/// <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
internal struct TensorJsonWriter : IJsonChunks
{
    // Multiples of three, so that only the last chunk of an element has padding.
    private const int Base64Chunk = 384;

    private readonly Tensor _tensor;
    private readonly TensorJsonStyle _style;
    private int _index;
    private int _runStart;
    private int _runEnd;

    // Of BYTES: where the current element's frame begins, and how much of its text has been written.
    private int _frame;
    private int _textWritten;
    private bool _inText;
    private bool _isBase64;

    /// <summary>Stands at the first element, and at a run of all.</summary>
    public TensorJsonWriter(Tensor tensor, TensorJsonStyle style = TensorJsonStyle.None)
    {
        (_tensor, _style) = (tensor, style);
        _runEnd = (int)tensor.ElementCount;
    }

    private readonly bool KeepFraction => _style.HasFlag(TensorJsonStyle.KeepFraction);

    /// <summary>A little over the usual length; only text with many escapes is longer.</summary>
    public static long EstimatedLength(Tensor tensor) =>
        tensor.DataType switch
        {
            DataType.Bytes => tensor.ByteLength * 5L / 4,
            DataType.Bool => tensor.ElementCount * 6,
            DataType.Fp16 or DataType.BF16 => tensor.ElementCount * 8,
            DataType.Fp32 => tensor.ElementCount * 13,
            DataType.Fp64 => tensor.ElementCount * 20,
            _ => tensor.ElementCount * (2 + 2 * tensor.DataType.ElementSize()),
        };

    /// <summary>The next elements, the first of them without a comma before it.</summary>
    public void BeginRun(int count)
    {
        _runStart = _index;
        _runEnd = _index + count;
    }

    /// <summary>Writes some elements of the run; false where none are left.</summary>
    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        if (_tensor.DataType == DataType.Bytes)
            return WriteText(output, out written);
        written = 0;
        if (_index == _runEnd)
            return false;
        var span = output.GetSpan(2 * JsonOutput.LongestNumber);
        written = _tensor.DataType switch
        {
            DataType.Bool => WriteBooleans(span),
            DataType.Fp32 => WriteSingles(span),
            DataType.Fp64 => WriteDoubles(span),
            DataType.Fp16 => WriteHalves(span),
            DataType.BF16 => WriteBFloats(span),
            DataType.Int8 => WriteIntegers<sbyte>(span),
            DataType.Int16 => WriteIntegers<short>(span),
            DataType.Int32 => WriteIntegers<int>(span),
            DataType.Int64 => WriteIntegers<long>(span),
            DataType.UInt8 => WriteIntegers<byte>(span),
            DataType.UInt16 => WriteIntegers<ushort>(span),
            DataType.UInt32 => WriteIntegers<uint>(span),
            DataType.UInt64 => WriteIntegers<ulong>(span),
            _ => throw new InvalidOperationException($"{_tensor.DataType.Name()} has no JSON form."),
        };
        output.Advance(written);
        return true;
    }

    private int WriteBooleans(Span<byte> span)
    {
        var values = _tensor.Bytes;
        var length = 0;
        for (; _index < _runEnd && span.Length - length >= JsonOutput.LongestNumber; _index++)
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
        var values = _tensor.AsSpan<T>();
        var length = 0;
        for (; _index < _runEnd && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            values[_index].TryFormat(span[length..], out var used, default, CultureInfo.InvariantCulture);
            length += used;
        }

        return length;
    }

    private int WriteSingles(Span<byte> span)
    {
        var values = _tensor.AsSpan<float>();
        var length = 0;
        for (; _index < _runEnd && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            length += FloatText.Write(span[length..], values[_index], KeepFraction);
        }

        return length;
    }

    private int WriteBFloats(Span<byte> span)
    {
        var values = _tensor.AsSpan<ushort>();
        var length = 0;
        for (; _index < _runEnd && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            var value = BitConverter.UInt32BitsToSingle((uint)values[_index] << 16);
            length += FloatText.Write(span[length..], value, KeepFraction);
        }

        return length;
    }

    private int WriteHalves(Span<byte> span)
    {
        var values = _tensor.AsSpan<Half>();
        var length = 0;
        for (; _index < _runEnd && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            length += FloatText.Write(span[length..], values[_index], KeepFraction);
        }

        return length;
    }

    private int WriteDoubles(Span<byte> span)
    {
        var values = _tensor.AsSpan<double>();
        var length = 0;
        for (; _index < _runEnd && span.Length - length >= JsonOutput.LongestNumber; _index++)
        {
            length += Comma(span[length..]);
            length += FloatText.Write(span[length..], values[_index], KeepFraction);
        }

        return length;
    }

    private bool WriteText(IBufferWriter<byte> output, out int written)
    {
        var json = new JsonOutput(output);
        var framed = _tensor.Bytes;
        if (_index == _runEnd)
        {
            written = 0;
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(framed[_frame..]);
        var text = framed.Slice(_frame + BytesElements.PrefixLength, length);
        if (!_inText)
        {
            if (_index != _runStart)
                json.Raw(","u8);
            _isBase64 = IsBase64(text);
            json.Raw(_isBase64 ? "{\"b64\":\""u8 : "\""u8);
            _inText = true;
        }

        if (_textWritten < length)
        {
            var rest = text[_textWritten..];
            _textWritten += _isBase64
                ? json.Base64Part(rest[..Math.Min(rest.Length, Base64Chunk)])
                : json.TextPart(rest);
        }

        if (_textWritten == length)
        {
            json.Raw(_isBase64 ? "\"}"u8 : "\""u8);
            _frame += BytesElements.PrefixLength + length;
            _textWritten = 0;
            _inText = false;
            _index++;
        }

        written = json.Written;
        return true;
    }

    private readonly bool IsBase64(ReadOnlySpan<byte> element) =>
        _style.HasFlag(TensorJsonStyle.AllAsBase64)
        || (_style.HasFlag(TensorJsonStyle.BinaryAsBase64) && !Utf8.IsValid(element));

    private readonly int Comma(Span<byte> span)
    {
        if (_index == _runStart)
            return 0;
        span[0] = (byte)',';
        return 1;
    }
}
