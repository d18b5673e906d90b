using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Slipway.Tensors;

namespace Slipway.Protocols.Json.Reading;

/// <summary>BYTES elements: JSON strings, unescaped into <see cref="BytesElements"/> frames.</summary>
internal sealed class TextScanner : ElementScanner
{
    private static readonly SearchValues<byte> EndsPlainText = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
    ]);

    public override string Expectation => "a string";

    public override ScanResult Scan(ReadOnlySpan<byte> input, bool isComplete, TensorBufferWriter writer, long limit)
    {
        var count = 0L;
        var i = 0;
        var afterComma = false;
        while (true)
        {
            var status = Append(input[i..], isComplete, writer, out var length);
            if (status != ElementStatus.Done)
                return new ScanResult(status, i, count, afterComma);
            count++;
            i += length;
            afterComma = false;
            if (count == limit || i == input.Length || input[i] != ',')
                return new ScanResult(ElementStatus.Done, i, count, AfterComma: false);
            i++;
            afterComma = true;
            i += SkipWhiteSpace(input[i..]);
        }
    }

    private static ElementStatus Append(
        ReadOnlySpan<byte> input,
        bool isComplete,
        TensorBufferWriter writer,
        out int consumed
    )
    {
        consumed = 0;
        if (input.IsEmpty)
            return isComplete ? ElementStatus.WrongKind : ElementStatus.Incomplete;
        if (input[0] != '"')
            return ElementStatus.WrongKind;

        var end = 1;
        var isEscaped = false;
        while (true)
        {
            var next = input[end..].IndexOfAny(EndsPlainText);
            if (next < 0)
                return ElementStatus.Incomplete;
            end += next;
            if (input[end] == '"')
                break;
            if (input[end] != '\\')
                return ElementStatus.Malformed;
            isEscaped = true;
            end += 2;
            if (end >= input.Length)
                return ElementStatus.Incomplete;
        }

        var text = input[1..end];
        if (!Utf8.IsValid(text))
            return ElementStatus.InvalidText;
        if (!isEscaped)
        {
            BytesElements.Append(writer, text);
        }
        else
        {
            var status = AppendUnescaped(input[..(end + 1)], writer);
            if (status != ElementStatus.Done)
                return status;
        }

        consumed = end + 1;
        return ElementStatus.Done;
    }

    private static ElementStatus AppendUnescaped(ReadOnlySpan<byte> quoted, TensorBufferWriter writer)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            var frame = writer.GetSpan(BytesElements.PrefixLength + quoted.Length);
            var length = reader.CopyString(frame[BytesElements.PrefixLength..]);
            BinaryPrimitives.WriteInt32LittleEndian(frame, length);
            writer.Advance(BytesElements.PrefixLength + length);
            return ElementStatus.Done;
        }
        catch (JsonException)
        {
            return ElementStatus.Malformed;
        }
        catch (InvalidOperationException)
        {
            return ElementStatus.InvalidText;
        }
    }
}
