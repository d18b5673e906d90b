using System.Globalization;
using System.Text;
using Slipway.Errors;

namespace Slipway.Tasks.Text.Words;

/// <summary>
/// Ids of words. An address has the entry <c>[URL]</c> (where there is one); else the lower-cased word is looked up, else
/// that with <c>0</c> for every decimal digit (<c>1999</c> as <c>0000</c>), else it is <c>[UNK]</c>. Lower case is Unicode's
/// simple mapping, code point by code point, in no language's own way. Immutable and thread-safe.
/// </summary>
public sealed class WordVocabulary
{
    /// <summary>Code points of a word that may be in a vocabulary: longer ones are unknown without a look.</summary>
    public const int LongestWord = 64;

    private const string Address = "[URL]";
    private const int DottedCapitalI = 0x130;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly int _unknown;
    private readonly int _address;

    private WordVocabulary(Dictionary<string, int> ids)
    {
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _unknown = ids[VocabularyFile.Unknown];
        _address = ids.GetValueOrDefault(Address, _unknown);
        Count = ids.Count;
    }

    public int Count { get; }

    /// <summary>The vocabulary in a file with an entry a line; the first is <c>[PAD]</c>, one is <c>[UNK]</c>.</summary>
    /// <exception cref="ServingException">The file is no vocabulary.</exception>
    public static WordVocabulary Load(string path) => new(VocabularyFile.Read(path));

    /// <summary>The id of one word as <see cref="WordSplitter"/> makes them.</summary>
    public int IdOf(ReadOnlySpan<char> word)
    {
        if (WordSplitter.IsAddress(word))
            return _address;

        Span<char> lowered = stackalloc char[2 * LongestWord];
        if (!TryLower(word, lowered, out var length))
            return _unknown;
        if (_ids.TryGetValue(lowered[..length], out var id))
            return id;

        Span<char> shape = stackalloc char[2 * LongestWord];
        var shaped = WithZeros(lowered[..length], shape);
        return _ids.TryGetValue(shape[..shaped], out id) ? id : _unknown;
    }

    private static bool TryLower(ReadOnlySpan<char> word, Span<char> lowered, out int length)
    {
        length = 0;
        var points = 0;
        while (!word.IsEmpty)
        {
            if (++points > LongestWord)
                return false;
            var status = Rune.DecodeFromUtf16(word, out var rune, out var read);
            // U+0130 alone has no lower case of one code point but in Turkish.
            if (status != System.Buffers.OperationStatus.Done || rune.Value == DottedCapitalI)
                lowered[length++] = word[0];
            else
                length += Rune.ToLowerInvariant(rune).EncodeToUtf16(lowered[length..]);
            word = word[read..];
        }

        return true;
    }

    private static int WithZeros(ReadOnlySpan<char> word, Span<char> shape)
    {
        var length = 0;
        while (!word.IsEmpty)
        {
            var point = CharacterKinds.PointAt(word, 0, out var read);
            if (CharUnicodeInfo.GetUnicodeCategory(point) == UnicodeCategory.DecimalDigitNumber)
            {
                shape[length++] = '0';
            }
            else
            {
                word[..read].CopyTo(shape[length..]);
                length += read;
            }

            word = word[read..];
        }

        return length;
    }
}
