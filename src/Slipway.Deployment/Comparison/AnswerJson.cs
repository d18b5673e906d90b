using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slipway.Deployment.Comparison;

/// <summary>
/// JSON with the words NaN, Infinity and -Infinity for numbers, as Open Inference writes them. The parser knows no such
/// words, so each is put in as a number that nobody writes.
/// </summary>
internal static class AnswerJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };
    private static readonly SearchValues<byte> QuoteOrWord = SearchValues.Create("\"NI"u8);
    private static readonly SearchValues<byte> QuoteOrEscape = SearchValues.Create("\"\\"u8);

    // Too large for a double, so that it is read as infinity; it may have a minus before it.
    private static ReadOnlySpan<byte> Infinity => "1e9999"u8;

    private static ReadOnlySpan<byte> NaN => "1e99999"u8;

    /// <summary>Null where it is none, is nested too deep, or is too large.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > AnswerComparer.LargestJson)
            return null;
        return TryParse(bytes) ?? (WithoutWords(bytes.Span) is { } plain ? TryParse(plain) : null);
    }

    /// <summary>A number of a document of <see cref="Parse"/>.</summary>
    public static double Number(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return raw.SequenceEqual(NaN) ? double.NaN
            : element.TryGetDouble(out var value) ? value
            : raw[0] == '-' ? double.NegativeInfinity
            : double.PositiveInfinity;
    }

    /// <summary>As it was written before <see cref="Parse"/>.</summary>
    public static string Word(string raw) =>
        raw switch
        {
            "1e9999" => "Infinity",
            "-1e9999" => "-Infinity",
            "1e99999" => "NaN",
            _ => raw,
        };

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Null where there are no such words.
    private static byte[]? WithoutWords(ReadOnlySpan<byte> rest)
    {
        var found = false;
        var plain = new ArrayBufferWriter<byte>(rest.Length + 1);
        while (rest.IndexOfAny(QuoteOrWord) is var next and >= 0)
        {
            plain.Write(rest[..next]);
            rest = rest[next..];
            var taken = Taken(rest);
            var word =
                rest[0] == 'N' && taken > 1 ? NaN
                : rest[0] == 'I' && taken > 1 ? Infinity
                : default;
            found |= !word.IsEmpty;
            plain.Write(word.IsEmpty ? rest[..taken] : word);
            rest = rest[taken..];
        }

        plain.Write(rest);
        return found ? plain.WrittenSpan.ToArray() : null;
    }

    private static int Taken(ReadOnlySpan<byte> rest) =>
        rest[0] == '"' ? TextLength(rest)
        : rest.StartsWith("NaN"u8) ? "NaN".Length
        : rest.StartsWith("Infinity"u8) ? "Infinity".Length
        : 1;

    // With both quotes; where the last is missing, to the end.
    private static int TextLength(ReadOnlySpan<byte> text)
    {
        var at = 1;
        while (text[at..].IndexOfAny(QuoteOrEscape) is var next and >= 0)
        {
            at += next + 1;
            if (text[at - 1] == '"')
                return at;
            at = Math.Min(at + 1, text.Length);
        }

        return text.Length;
    }
}
