using System.Buffers.Binary;

namespace Slipway.Tasks.Tokenizers.Unicode;

/// <summary>
/// The rules of SentencePiece for characters: a double-array trie (in darts-clone's layout) over UTF-8, and the texts that
/// its values point to. Reads outside of a damaged trie find nothing.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _texts;

    private CharacterMap(uint[] units, byte[] texts) => (_units, _texts) = (units, texts);

    /// <summary>Null where the bytes are no such map.</summary>
    public static CharacterMap? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
            return null;

        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size % 4 != 0 || size == 0 || size > bytes.Length - 4)
            return null;

        var units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + i * 4)..]);

        return new CharacterMap(units, bytes[(4 + (int)size)..].ToArray());
    }

    /// <summary>
    /// What the front of <paramref name="key"/> becomes: the rule for the shortest front that has one, or with
    /// <paramref name="longest"/> for the longest.
    /// </summary>
    public bool TryMap(ReadOnlySpan<byte> key, bool longest, out ReadOnlySpan<byte> text, out int length)
    {
        text = default;
        length = 0;
        var node = Offset(_units[0]);
        for (var i = 0; i < key.Length && key[i] != 0; i++)
        {
            node ^= key[i];
            if (node >= _units.Length)
                break;

            var unit = _units[node];
            if ((unit & 0x8000_00ff) != key[i])
                break;

            node ^= Offset(unit);
            if ((unit & 0x100) == 0 || node >= _units.Length)
                continue;

            text = TextAt(_units[node] & 0x7fff_ffff);
            length = i + 1;
            if (!longest)
                break;
        }

        return length > 0;
    }

    private ReadOnlySpan<byte> TextAt(uint index)
    {
        if (index >= _texts.Length)
            return default;

        var text = _texts.AsSpan((int)index);
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
