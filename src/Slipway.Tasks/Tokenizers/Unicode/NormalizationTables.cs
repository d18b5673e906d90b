using System.Collections.Frozen;
using System.IO.Compression;

namespace Slipway.Tasks.Tokenizers.Unicode;

/// <summary>
/// Decompositions, compositions and combining classes of Unicode <see cref="UnicodeVersion"/>, read once from
/// <c>normalization.bin</c>, which a test of this project writes (see NormalizationTablesTests). Hangul is computed.
/// </summary>
internal static class NormalizationTables
{
    public const string UnicodeVersion = "15.0";

    /// <summary>Code points that one becomes at most: U+FDFA.</summary>
    public const int LongestDecomposition = 18;

    private const int HangulBase = 0xac00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11a7;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = 11172;

    private static readonly Tables Loaded = Load();

    public static int CombiningClass(int value) =>
        Loaded.Pages[value >> 7] && Loaded.Classes.TryGetValue(value, out var combining) ? combining : 0;

    /// <summary>Writes the full decomposition, the code point itself where it has none, and returns its length.</summary>
    public static int Decompose(int value, bool compatible, Span<int> parts)
    {
        if ((uint)(value - HangulBase) < Syllables)
            return DecomposeHangul(value - HangulBase, parts);

        if (
            Loaded.Pages[value >> 7]
            && Loaded.Decompositions.TryGetValue(value, out var found)
            && (compatible ? found.Compatible : found.Canonical) is { } decomposition
        )
        {
            decomposition.CopyTo(parts);
            return decomposition.Length;
        }

        parts[0] = value;
        return 1;
    }

    public static bool TryCompose(int first, int second, out int composed)
    {
        if ((uint)(first - LeadBase) < 19 && (uint)(second - VowelBase) < Vowels)
        {
            composed = HangulBase + ((first - LeadBase) * Vowels + second - VowelBase) * Tails;
            return true;
        }

        if (
            (uint)(first - HangulBase) < Syllables
            && (first - HangulBase) % Tails == 0
            && (uint)(second - TailBase - 1) < Tails - 1
        )
        {
            composed = first + second - TailBase;
            return true;
        }

        return Loaded.Compositions.TryGetValue(((long)first << 32) | (uint)second, out composed);
    }

    private static int DecomposeHangul(int index, Span<int> parts)
    {
        parts[0] = LeadBase + index / (Vowels * Tails);
        parts[1] = VowelBase + index % (Vowels * Tails) / Tails;
        parts[2] = TailBase + index % Tails;
        return parts[2] == TailBase ? 2 : 3;
    }

    /// <summary>
    /// The file, deflated: the number of runs of combining classes and for each how far it is from the one before, its
    /// length and class; the number of decompositions and for each how far, what it is (1 canonical, 2 compatible,
    /// 4 composed from it again), its length and its code points. All numbers have seven bits a byte.
    /// </summary>
    private static Tables Load()
    {
        using var resource = typeof(NormalizationTables).Assembly.GetManifestResourceStream("normalization.bin")!;
        using var reader = new BinaryReader(new DeflateStream(resource, CompressionMode.Decompress));
        var pages = new bool[0x110000 >> 7];
        var classes = new Dictionary<int, byte>();
        var at = 0;
        for (var runs = reader.Read7BitEncodedInt(); runs > 0; runs--)
        {
            at += reader.Read7BitEncodedInt();
            var length = reader.Read7BitEncodedInt();
            var combining = reader.ReadByte();
            for (var i = 0; i < length; i++, at++)
            {
                classes[at] = combining;
                pages[at >> 7] = true;
            }
        }

        var decompositions = new Dictionary<int, (int[]? Canonical, int[]? Compatible)>();
        var composed = new List<(int Value, int[] Parts)>();
        at = 0;
        for (var entries = reader.Read7BitEncodedInt(); entries > 0; entries--)
        {
            at += reader.Read7BitEncodedInt();
            var kind = reader.Read7BitEncodedInt();
            var parts = new int[reader.Read7BitEncodedInt()];
            for (var i = 0; i < parts.Length; i++)
                parts[i] = reader.Read7BitEncodedInt();

            decompositions.TryGetValue(at, out var known);
            decompositions[at] = (
                (kind & 1) != 0 ? parts : known.Canonical,
                (kind & 2) != 0 ? parts : known.Compatible
            );
            pages[at >> 7] = true;
            if ((kind & 4) != 0)
                composed.Add((at, parts));
        }

        return new Tables(pages, classes.ToFrozenDictionary(), decompositions.ToFrozenDictionary(), Pairs(composed));
    }

    /// <summary>Compositions are of pairs: what all but the last part compose to, and the last.</summary>
    private static FrozenDictionary<long, int> Pairs(List<(int Value, int[] Parts)> composed)
    {
        var pairs = new Dictionary<long, int>();
        foreach (var (value, parts) in composed.OrderBy(entry => entry.Parts.Length))
        {
            var first = parts[0];
            for (var i = 1; i < parts.Length - 1; i++)
                first = pairs[((long)first << 32) | (uint)parts[i]];

            pairs[((long)first << 32) | (uint)parts[^1]] = value;
        }

        return pairs.ToFrozenDictionary();
    }

    private sealed record Tables(
        bool[] Pages,
        FrozenDictionary<int, byte> Classes,
        FrozenDictionary<int, (int[]? Canonical, int[]? Compatible)> Decompositions,
        FrozenDictionary<long, int> Compositions
    );
}
