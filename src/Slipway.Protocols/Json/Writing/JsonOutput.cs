using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using Slipway.Inference;

namespace Slipway.Protocols.Json.Writing;

/// <summary>
/// Writes JSON text into a buffer writer's own memory and counts the bytes. It knows the words, not the grammar:
/// brackets and commas are the caller's.
/// </summary>
internal ref struct JsonOutput(IBufferWriter<byte> target)
{
    /// <summary>Room for the longest number, with its comma.</summary>
    public const int LongestNumber = 40;

    // Of input, so that six times as many bytes still fit the segment of a pipe.
    private const int TextChunk = 512;
    private const int LongestEscape = 6;

    // Names and types fit the stack.
    private const int ShortText = 256;

    // Escapes what JSON demands; the encoder that is safe inside HTML would blow up every non-English text.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public int Written { get; private set; }

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        target.Write(bytes);
        Written += bytes.Length;
    }

    public void Text(string text)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = longest > ShortText ? ArrayPool<byte>.Shared.Rent(longest) : null;
        var bytes = rented ?? stackalloc byte[ShortText];
        ReadOnlySpan<byte> rest = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        Raw("\""u8);
        while (!rest.IsEmpty)
        {
            rest = rest[TextPart(rest)..];
        }

        Raw("\""u8);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes the beginning of UTF-8 text, escaped and without quotes, and tells how much of it.</summary>
    public int TextPart(scoped ReadOnlySpan<byte> text)
    {
        var part = text[..Math.Min(text.Length, TextChunk)];
        var span = target.GetSpan(LongestEscape * part.Length);
        var status = Encoder.EncodeUtf8(part, span, out var consumed, out var written, part.Length == text.Length);
        Debug.Assert(consumed > 0 && status != OperationStatus.InvalidData, "The text has been checked to be UTF-8.");
        target.Advance(written);
        Written += written;
        return consumed;
    }

    /// <summary>Writes bytes as base64, without quotes; padded where their number is no multiple of three.</summary>
    public int Base64Part(scoped ReadOnlySpan<byte> bytes)
    {
        var span = target.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, span, out var consumed, out var written);
        target.Advance(written);
        Written += written;
        return consumed;
    }

    public void Integer<T>(T value)
        where T : IBinaryInteger<T>
    {
        var span = target.GetSpan(LongestNumber);
        value.TryFormat(span, out var length, default, provider: null);
        target.Advance(length);
        Written += length;
    }

    /// <summary>As elements are written that keep their fraction (<see cref="TensorJsonWriter"/>).</summary>
    public void Float(float value)
    {
        var span = target.GetSpan(LongestNumber);
        var length = FloatText.Write(span, value, keepFraction: true);
        target.Advance(length);
        Written += length;
    }

    /// <summary>Always with a fraction or an exponent, so that it is read back as a number and not as an integer.</summary>
    private void Fraction(double value)
    {
        var span = target.GetSpan(LongestNumber);
        value.TryFormat(span, out var length, default, provider: null);
        if (!span[..length].ContainsAny(".E"u8))
        {
            ".0"u8.CopyTo(span[length..]);
            length += 2;
        }

        target.Advance(length);
        Written += length;
    }

    public void Value(ParameterValue value)
    {
        switch (value.Kind)
        {
            case ParameterKind.Boolean:
                Raw(value.AsBoolean!.Value ? "true"u8 : "false"u8);
                break;
            case ParameterKind.Int64:
                Integer(value.AsInt64!.Value);
                break;
            case ParameterKind.UInt64:
                Integer(value.AsUInt64!.Value);
                break;
            case ParameterKind.Double:
                Fraction(value.AsDouble!.Value);
                break;
            default:
                Text(value.AsString ?? "");
                break;
        }
    }
}
