using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Tests.Tokenizers.Reference;

/// <summary>What the reference made of a text; offsets are in code points, start and end one after the other.</summary>
internal sealed record TokenizerRecord(int[] Ids, int[] Offsets, int[] Words, int[] Types, string Decoded)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Tokenizers", "Reference");

    public static string[] Texts() =>
        JsonSerializer.Deserialize(Unpack(Path.Combine(Folder, "texts.json.gz")), RecordContext.Default.StringArray)!;

    /// <summary>One for each text; null where the reference gave an error.</summary>
    public static TokenizerRecord?[] Read(string path) =>
        JsonSerializer.Deserialize(Unpack(path), RecordContext.Default.TokenizerRecordArray)!;

    public static Tokenizer LoadTokenizer(string name)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-tokenizer-");
        try
        {
            File.WriteAllBytes(
                Path.Combine(folder.FullName, "tokenizer.json"),
                Unpack(Path.Combine(Folder, $"{name}.tokenizer.json.gz"))
            );
            return TokenizerLoader.LoadFolder(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The tokenizer whose record a file is.</summary>
    public static Tokenizer TokenizerOf(string record) =>
        Path.GetFileName(record) == "record.json.gz"
            ? TokenizerLoader.Load(Path.Combine(Path.GetDirectoryName(record)!, "tokenizer.json"))
            : LoadTokenizer(Path.GetFileName(record).Replace(".record.json.gz", "", StringComparison.Ordinal));

    /// <summary>What is different, or null.</summary>
    public string? Compare(string text, Tokenizer tokenizer)
    {
        var encoding = tokenizer.Encode(text);
        var points = new TextOffsets(text, OffsetUnit.CodePoint);
        var offsets = encoding.Offsets.SelectMany(span => new[] { points.Of(span.Start), points.Of(span.End) });
        return !encoding.Ids.SequenceEqual(Ids) ? $"ids {Show(encoding.Ids)}, not {Show(Ids)}"
            : !offsets.SequenceEqual(Offsets) ? $"offsets {Show(offsets)}, not {Show(Offsets)}"
            : !encoding.Words.SequenceEqual(Words) ? $"words {Show(encoding.Words)}, not {Show(Words)}"
            : !encoding.TypeIds.SequenceEqual(Types) ? $"types {Show(encoding.TypeIds)}, not {Show(Types)}"
            : tokenizer.Decode(Ids) is var decoded && decoded != Decoded ? $"text '{decoded}', not '{Decoded}'"
            : null;
    }

    private static string Show(IEnumerable<int> values) => string.Join(' ', values.Take(60));

    private static byte[] Unpack(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(TokenizerRecord[]))]
internal sealed partial class RecordContext : JsonSerializerContext;
