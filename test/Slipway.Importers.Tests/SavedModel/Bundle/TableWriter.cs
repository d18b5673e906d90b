using System.Buffers.Binary;
using System.Text;
using Slipway.Importers.SavedModel.Bundle;

namespace Slipway.Importers.Tests.SavedModel.Bundle;

/// <summary>Writes a table as TensorFlow does: keys share prefixes, blocks have checksums.</summary>
internal static class TableWriter
{
    public static byte[] Write(IEnumerable<(string Key, byte[] Value)> entries, Func<byte[], byte[]>? compress = null)
    {
        using var file = new MemoryStream();
        var data = Block(file, Entries(entries), compress);
        var index = Block(file, Entries([("\u00ff", data)]), null);
        var footer = new byte[48];
        byte[] handles = [.. data, .. index];
        handles.CopyTo(footer, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), 0xdb4775248b80fb57);
        file.Write(footer);
        return file.ToArray();
    }

    public static void Varint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }

    private static byte[] Entries(IEnumerable<(string Key, byte[] Value)> entries)
    {
        using var block = new MemoryStream();
        var last = "";
        foreach (var (key, value) in entries)
        {
            var shared = 0;
            while (shared < Math.Min(last.Length, key.Length) && last[shared] == key[shared])
            {
                shared++;
            }

            Varint(block, (ulong)shared);
            Varint(block, (ulong)(key.Length - shared));
            Varint(block, (ulong)value.Length);
            block.Write(Encoding.Latin1.GetBytes(key[shared..]));
            block.Write(value);
            last = key;
        }

        // One restart, at the beginning.
        block.Write([0, 0, 0, 0, 1, 0, 0, 0]);
        return block.ToArray();
    }

    private static byte[] Block(MemoryStream file, byte[] contents, Func<byte[], byte[]>? compress)
    {
        var offset = file.Position;
        byte[] stored = [.. compress?.Invoke(contents) ?? contents, (byte)(compress is null ? 0 : 1)];
        file.Write(stored);
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Mask(Crc32C.Of(stored)));
        file.Write(checksum);
        using var handle = new MemoryStream();
        Varint(handle, (ulong)offset);
        Varint(handle, (ulong)stored.Length - 1);
        return handle.ToArray();
    }
}
