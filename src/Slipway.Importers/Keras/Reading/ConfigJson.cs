using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Slipway.Importers.Keras.Reading;

/// <summary>
/// Reads the JSON of a model's configuration as Python writes it: with the bare words <c>NaN</c>, <c>Infinity</c> and
/// <c>-Infinity</c>, which become strings.
/// </summary>
internal static class ConfigJson
{
    // A nested model costs about eight levels.
    private const int Depth = 256;

    private static readonly SearchValues<byte> Interesting = SearchValues.Create("\"NI-"u8);

    /// <exception cref="ImportException">It is no JSON, or nested deeper than models are.</exception>
    public static JsonElement Parse(byte[] utf8, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(Quoted(utf8), new JsonDocumentOptions { MaxDepth = Depth });
            if (document.RootElement.ValueKind is JsonValueKind.Object)
                return document.RootElement.Clone();
            throw Corrupt.File($"{what} is no JSON object.");
        }
        catch (JsonException e)
        {
            throw Corrupt.File($"{what} is not the JSON of a model ({e.Message.TrimEnd('.')}).", e);
        }
    }

    public static JsonElement Parse(string text, string what) => Parse(Encoding.UTF8.GetBytes(text), what);

    private static ReadOnlyMemory<byte> Quoted(byte[] json)
    {
        if (json.AsSpan().IndexOf("NaN"u8) < 0 && json.AsSpan().IndexOf("Infinity"u8) < 0)
            return json;
        var result = new ArrayBufferWriter<byte>(json.Length + 64);
        var rest = json.AsSpan();
        while (rest.IndexOfAny(Interesting) is var at and >= 0)
        {
            result.Write(rest[..at]);
            rest = rest[at..];
            rest = rest[0] == '"' ? CopyString(rest, result) : CopyWord(rest, result);
        }

        result.Write(rest);
        return result.WrittenMemory;
    }

    private static Span<byte> CopyString(Span<byte> rest, ArrayBufferWriter<byte> result)
    {
        var end = 1;
        while (end < rest.Length && rest[end] != '"')
        {
            end += rest[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end + 1, rest.Length);
        result.Write(rest[..end]);
        return rest[end..];
    }

    private static Span<byte> CopyWord(Span<byte> rest, ArrayBufferWriter<byte> result)
    {
        foreach (var word in (ReadOnlySpan<string>)["NaN", "Infinity", "-Infinity"])
        {
            var bytes = Encoding.ASCII.GetBytes(word);
            if (!rest.StartsWith(bytes))
                continue;
            result.Write(Encoding.ASCII.GetBytes($"\"{word}\""));
            return rest[bytes.Length..];
        }

        result.Write(rest[..1]);
        return rest[1..];
    }
}
