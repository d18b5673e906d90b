using System.Buffers.Binary;

namespace Slipway.Importers.SavedModel.Bundle;

/// <summary>Decompresses a block of snappy's raw format (google/snappy, format_description.txt).</summary>
internal static class Snappy
{
    // The densest element is a copy of 64 bytes told in three: whoever declares more than this lies.
    private const int MostGrowth = 22;
    private const int LongestLiteralInTag = 60;

    /// <exception cref="ImportException">The block is damaged.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> block)
    {
        var reader = new SpanReader(block);
        var length = reader.Varint();
        if (length > (ulong)block.Length * MostGrowth)
            throw Damaged("declares more than it can hold");
        var output = new byte[(int)length];
        var at = 0;
        while (!reader.IsAtEnd)
        {
            var tag = reader.Byte();
            if ((tag & 3) == 0)
            {
                var literal = reader.Take(LiteralLength(ref reader, tag >> 2));
                if (literal.Length > output.Length - at)
                    throw Damaged("holds more than it declares");
                literal.CopyTo(output.AsSpan(at));
                at += literal.Length;
                continue;
            }

            var (count, offset) = (tag & 3) switch
            {
                1 => (((tag >> 2) & 7) + 4, ((tag >> 5) << 8) | reader.Byte()),
                2 => ((tag >> 2) + 1, BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(2))),
                _ => ((tag >> 2) + 1, (long)BinaryPrimitives.ReadUInt32LittleEndian(reader.Take(4))),
            };
            if (offset == 0 || offset > at || count > output.Length - at)
                throw Damaged("copies from outside itself");
            // Byte by byte: a copy may read what it writes, which repeats a pattern.
            for (var end = at + count; at < end; at++)
            {
                output[at] = output[at - (int)offset];
            }
        }

        return at == output.Length ? output : throw Damaged("ends early");
    }

    private static int LiteralLength(ref SpanReader reader, int code)
    {
        if (code < LongestLiteralInTag)
            return code + 1;
        var length = 0L;
        var bytes = reader.Take(code - LongestLiteralInTag + 1);
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            length = (length << 8) | bytes[i];
        }

        return length < int.MaxValue ? (int)length + 1 : throw Damaged("has a literal without end");
    }

    private static ImportException Damaged(string how) =>
        new(ImportReasons.Corrupt, $"A compressed block of the variables' index {how}.");
}
