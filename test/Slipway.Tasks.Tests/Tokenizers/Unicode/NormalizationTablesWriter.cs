using System.IO.Compression;
using System.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tests.Tokenizers.Unicode;

/// <summary>
/// Writes <c>normalization.bin</c> from what ICU does to each code point. Combining classes are found by ordering: a mark
/// moves in front of another if its class is lower, and marks of all classes are known by one representative each.
/// </summary>
internal static class NormalizationTablesWriter
{
    private const int HangulBase = 0xac00;
    private const int Syllables = 11172;

    /// <summary>A mark for each combining class, in the order of the classes.</summary>
    private static readonly (int Class, int Mark)[] Representatives =
    [
        (1, 0x334),
        (6, 0x16ff0),
        (7, 0x93c),
        (8, 0x3099),
        (9, 0x94d),
        (10, 0x5b0),
        (11, 0x5b1),
        (12, 0x5b2),
        (13, 0x5b3),
        (14, 0x5b4),
        (15, 0x5b5),
        (16, 0x5b6),
        (17, 0x5b7),
        (18, 0x5b8),
        (19, 0x5b9),
        (20, 0x5bb),
        (21, 0x5bc),
        (22, 0x5bd),
        (23, 0x5bf),
        (24, 0x5c1),
        (25, 0x5c2),
        (26, 0xfb1e),
        (27, 0x64b),
        (28, 0x64c),
        (29, 0x64d),
        (30, 0x64e),
        (31, 0x64f),
        (32, 0x650),
        (33, 0x651),
        (34, 0x652),
        (35, 0x670),
        (36, 0x711),
        (84, 0xc55),
        (91, 0xc56),
        (103, 0xe38),
        (107, 0xe48),
        (118, 0xeb8),
        (122, 0xec8),
        (129, 0xf71),
        (130, 0xf72),
        (132, 0xf74),
        (202, 0x327),
        (214, 0x1dce),
        (216, 0x31b),
        (218, 0x302a),
        (220, 0x316),
        (222, 0x59a),
        (224, 0x302e),
        (226, 0x1d16d),
        (228, 0x5ae),
        (230, 0x30d),
        (232, 0x302c),
        (233, 0x35c),
        (234, 0x360),
        (240, 0x345),
    ];

    /// <summary>.NET refuses to normalise surrogates and what is never to be a character.</summary>
    public static bool IsCharacter(int value) =>
        Rune.IsValid(value) && (value & 0xfffe) != 0xfffe && value is not (>= 0xfdd0 and <= 0xfdef);

    public static byte[] Committed()
    {
        using var resource = typeof(NormalizationTables).Assembly.GetManifestResourceStream("normalization.bin")!;
        using var inflated = new DeflateStream(resource, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        inflated.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.SmallestSize))
            stream.Write(bytes);

        return deflated.ToArray();
    }

    public static byte[] Write()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        WriteClasses(writer);
        WriteDecompositions(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private static void WriteClasses(BinaryWriter writer)
    {
        var runs = new List<(int Start, int Length, int Class)>();
        for (var value = 0x300; value < 0x110000; value++)
        {
            if (!IsCharacter(value) || Of(value, NormalizationForm.FormD) != new Rune(value).ToString())
                continue;

            var combining = ClassOf(new Rune(value).ToString());
            if (combining == 0)
                continue;
            if (runs.Count > 0 && runs[^1].Class == combining && runs[^1].Start + runs[^1].Length == value)
                runs[^1] = runs[^1] with { Length = runs[^1].Length + 1 };
            else
                runs.Add((value, 1, combining));
        }

        writer.Write7BitEncodedInt(runs.Count);
        var at = 0;
        foreach (var (start, length, combining) in runs)
        {
            writer.Write7BitEncodedInt(start - at);
            writer.Write7BitEncodedInt(length);
            writer.Write((byte)combining);
            at = start + length;
        }
    }

    /// <summary>
    /// The class whose representatives all lower ones come before and all higher ones after; 0 where nothing ever moves.
    /// </summary>
    private static int ClassOf(string mark)
    {
        // A starter stays where it is between the highest and the lowest.
        if (!Moves(Text(Representatives[^1].Mark), mark) && !Moves(mark, Text(Representatives[0].Mark)))
            return 0;

        foreach (var (combining, representative) in Representatives)
        {
            if (!Moves(Text(representative), mark) && !Moves(mark, Text(representative)))
                return combining;
        }

        throw new InvalidOperationException($"U+{char.ConvertToUtf32(mark, 0):X4} is of a class that is not listed.");
    }

    private static bool Moves(string first, string second)
    {
        var text = "a" + first + second;
        return text.Normalize(NormalizationForm.FormD) != "a" + first.Normalize(NormalizationForm.FormD) + second;
    }

    private static string Text(int value) => char.ConvertFromUtf32(value);

    private static void WriteDecompositions(BinaryWriter writer)
    {
        var entries = new List<(int Value, int Kind, int[] Parts)>();
        for (var value = 0x80; value < 0x110000; value++)
        {
            if (!IsCharacter(value) || value is >= HangulBase and < HangulBase + Syllables)
                continue;

            var text = Text(value);
            var canonical = Of(value, NormalizationForm.FormD);
            var compatible = Of(value, NormalizationForm.FormKD);
            var composes = canonical != text && text.Normalize(NormalizationForm.FormC) == text ? 4 : 0;
            if (canonical != text && canonical == compatible)
                entries.Add((value, 3 + composes, Parts(canonical)));
            else if (canonical != text)
                entries.Add((value, 1 + composes, Parts(canonical)));
            if (compatible != text && canonical != compatible)
                entries.Add((value, 2, Parts(compatible)));
        }

        writer.Write7BitEncodedInt(entries.Count);
        var at = 0;
        foreach (var (value, kind, parts) in entries)
        {
            writer.Write7BitEncodedInt(value - at);
            writer.Write7BitEncodedInt(kind);
            writer.Write7BitEncodedInt(parts.Length);
            foreach (var part in parts)
                writer.Write7BitEncodedInt(part);

            at = value;
        }
    }

    private static string Of(int value, NormalizationForm form) => Text(value).Normalize(form);

    private static int[] Parts(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];
}
