using System.Globalization;
using System.Text;
using Slipway.Errors;

namespace Slipway.Tasks.Text.Words;

/// <summary>
/// Ids of the code points of words, as they are written (upper and lower case differ). A word fills a row of fixed width:
/// of one with more code points the first half of the row and the last half, of one with fewer the rest is
/// <c>[PAD]</c>. Immutable and thread-safe.
/// </summary>
public sealed class CharacterVocabulary
{
    private readonly Dictionary<int, int> _ids;
    private readonly int _unknown;

    private CharacterVocabulary(Dictionary<int, int> ids, int unknown, int count)
    {
        _ids = ids;
        _unknown = unknown;
        Count = count;
    }

    public int Count { get; }

    /// <summary>The vocabulary in a file with a code point a line; the first is <c>[PAD]</c>, one is <c>[UNK]</c>.</summary>
    /// <exception cref="ServingException">The file is no vocabulary of characters.</exception>
    public static CharacterVocabulary Load(string path)
    {
        var lines = VocabularyFile.Read(path);
        var ids = new Dictionary<int, int>(lines.Count);
        foreach (var (entry, id) in lines)
        {
            if (entry is VocabularyFile.Padding or VocabularyFile.Unknown)
                continue;
            var point = CharacterKinds.PointAt(entry, 0, out var length);
            if (length == 0 || length != entry.Length)
                throw ServingException.InvalidArgument(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Path.GetFileName(path)}, line {id + 1}: '{entry}' is not one code point."
                    )
                );
            ids[point] = id;
        }

        return new CharacterVocabulary(ids, lines[VocabularyFile.Unknown], lines.Count);
    }

    /// <summary>Writes the ids of a word's code points; the whole of <paramref name="row"/> is written.</summary>
    public void Fill(ReadOnlySpan<char> word, Span<long> row)
    {
        row.Clear();
        var filled = 0;
        var at = 0;
        while (filled < row.Length && at < word.Length)
        {
            row[filled++] = IdAt(word, at, out var length);
            at += length;
        }

        if (at == word.Length)
            return;

        // The word goes on: its second half of the row is that of its end.
        var end = word.Length;
        for (var i = row.Length - 1; i >= row.Length / 2; i--)
        {
            end -= Rune.DecodeLastFromUtf16(word[..end], out _, out var length) switch
            {
                System.Buffers.OperationStatus.Done => length,
                _ => 1,
            };
            row[i] = IdAt(word, end, out _);
        }
    }

    private long IdAt(ReadOnlySpan<char> word, int at, out int length) =>
        _ids.GetValueOrDefault(CharacterKinds.PointAt(word, at, out length), _unknown);
}
