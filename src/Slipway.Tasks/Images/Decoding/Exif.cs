using System.Buffers.Binary;

namespace Slipway.Tasks.Images.Decoding;

/// <summary>The orientation in an EXIF block (EXIF 2.32, section 4.6.4): a TIFF header and a first directory of tags.</summary>
internal static class Exif
{
    private const int EntryBytes = 12;
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;

    /// <summary>1 to 8; 1 where the block does not say or cannot be read.</summary>
    public static int Orientation(ReadOnlySpan<byte> block)
    {
        // Some writers put the prefix of JPEG's segment before it.
        if (block.StartsWith("Exif\0\0"u8))
            block = block[6..];
        var little = block.StartsWith("II"u8);
        if (block.Length < 8 || !(little || block.StartsWith("MM"u8)))
            return 1;

        var directory = UInt32(block[4..], little);
        if (directory > (uint)block.Length - 2)
            return 1;
        var entries = block[(int)directory..];
        int count = UInt16(entries, little);
        entries = entries[2..];
        for (; count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            if (UInt16(entries, little) != OrientationTag || UInt16(entries[2..], little) != ShortType)
                continue;
            var value = UInt16(entries[8..], little);
            return value is >= 1 and <= 8 ? value : 1;
        }

        return 1;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
