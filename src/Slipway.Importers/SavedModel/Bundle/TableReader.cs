using System.Buffers.Binary;
using System.Text;

namespace Slipway.Importers.SavedModel.Bundle;

/// <summary>
/// Reads a sorted table of TensorFlow (the form of LevelDB's, doc/table_format.md): blocks of entries whose keys share
/// prefixes with the key before, each block with a checksum, an index block that names the others, and a footer.
/// </summary>
internal static class TableReader
{
    private const int FooterLength = 48;
    private const ulong Magic = 0xdb4775248b80fb57;

    // What comes after a block: its compression and its checksum.
    private const int TrailerLength = 5;

    /// <summary>All entries; a key's bytes are the characters of its string.</summary>
    /// <exception cref="ImportException">The table is damaged.</exception>
    public static Dictionary<string, byte[]> Read(ReadOnlySpan<byte> table)
    {
        if (table.Length < FooterLength || BinaryPrimitives.ReadUInt64LittleEndian(table[^sizeof(ulong)..]) != Magic)
        {
            throw Damaged("does not end as a table does");
        }

        var footer = new SpanReader(table[^FooterLength..]);
        _ = Handle(ref footer);
        var index = Block(table, Handle(ref footer));
        var entries = new Dictionary<string, byte[]>();
        // What the blocks hold together is bounded by the file, unless the index names one many times.
        var budget = (long)table.Length;
        foreach (var (_, value) in Entries(index))
        {
            var reader = new SpanReader(value);
            var handle = Handle(ref reader);
            budget -= handle.Size + TrailerLength;
            if (budget < 0)
                throw Damaged("names a block twice");
            foreach (var (key, entry) in Entries(Block(table, handle)))
            {
                entries[key] = entry;
            }
        }

        return entries;
    }

    private static (long Offset, long Size) Handle(ref SpanReader reader)
    {
        var offset = reader.Varint();
        var size = reader.Varint();
        return offset <= int.MaxValue && size <= int.MaxValue
            ? ((long)offset, (long)size)
            : throw Damaged("names a block outside itself");
    }

    private static byte[] Block(ReadOnlySpan<byte> table, (long Offset, long Size) handle)
    {
        if (handle.Offset + handle.Size + TrailerLength > table.Length)
            throw Damaged("names a block outside itself");
        var whole = table.Slice((int)handle.Offset, (int)handle.Size + TrailerLength);
        var contents = whole[..(int)handle.Size];
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(whole[^sizeof(uint)..]);
        if (Crc32C.Mask(Crc32C.Of(whole[..^sizeof(uint)])) != stored)
            throw Damaged($"has a wrong checksum at byte {handle.Offset}");
        return whole[(int)handle.Size] switch
        {
            0 => contents.ToArray(),
            1 => Snappy.Decompress(contents),
            var other => throw Damaged($"has a block with the unknown compression {other}"),
        };
    }

    /// <summary>A block's entries; the offsets at its end, from which searches start, are not needed to read them all.</summary>
    private static List<(string Key, byte[] Value)> Entries(ReadOnlySpan<byte> block)
    {
        if (block.Length < sizeof(uint))
            throw Damaged("has an empty block");
        var restarts = BinaryPrimitives.ReadUInt32LittleEndian(block[^sizeof(uint)..]);
        var tail = (restarts + 1L) * sizeof(uint);
        if (tail > block.Length)
            throw Damaged("has a block without entries");
        var entries = new List<(string, byte[])>();
        var reader = new SpanReader(block[..(int)(block.Length - tail)]);
        var last = "";
        // Prefixes repeat: keys of a small block could take the square of its size.
        var budget = 64L * 1024 * 1024;
        while (!reader.IsAtEnd)
        {
            var shared = reader.Length();
            var own = reader.Length();
            var length = reader.Length();
            if (shared > last.Length)
                throw Damaged("has a key that shares more than there is");
            budget -= shared + own;
            if (budget < 0)
                throw new ImportException(ImportReasons.TooLarge, "The variables' index has keys of more than 64 MB.");
            last = string.Concat(last.AsSpan(0, shared), Encoding.Latin1.GetString(reader.Take(own)));
            entries.Add((last, reader.Take(length).ToArray()));
        }

        return entries;
    }

    private static ImportException Damaged(string how) =>
        new(ImportReasons.Corrupt, $"The variables' index {how}. Export the model again.");
}
