using System.Buffers.Binary;
using System.IO.Compression;

namespace Slipway.Tasks.Tests.Images;

/// <summary>Writes PNG files chunk by chunk, also such as no encoder would.</summary>
internal static class TestPng
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Rgba = 6;

    /// <summary>A file of a header, further chunks, compressed rows (each with its filter byte) and an end.</summary>
    public static byte[] File(
        uint width,
        uint height,
        byte depth,
        byte colour,
        ReadOnlySpan<byte> rows,
        bool interlaced = false,
        params ReadOnlySpan<byte[]> chunks
    )
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colour;
        header[12] = (byte)(interlaced ? 1 : 0);
        return
        [
            0x89,
            .. "PNG\r\n\x1a\n"u8,
            .. Chunk("IHDR"u8, header),
            .. chunks.ToArray().SelectMany(chunk => chunk),
            .. Chunk("IDAT"u8, Deflate(rows)),
            .. Chunk("IEND"u8, []),
        ];
    }

    public static byte[] Chunk(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
    {
        byte[] checkedPart = [.. kind, .. content];
        var frame = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), Crc(checkedPart));
        return [.. frame.AsSpan(0, 4), .. checkedPart, .. frame.AsSpan(4)];
    }

    public static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var target = new MemoryStream();
        using (var stream = new ZLibStream(target, CompressionLevel.SmallestSize))
        {
            stream.Write(content);
        }

        return target.ToArray();
    }

    /// <summary>The chunk of EXIF with an orientation.</summary>
    public static byte[] Orientation(int orientation) =>
        Chunk("eXIf"u8, TestExif.Block(orientation, littleEndian: false));

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
            }
        }

        return ~crc;
    }
}
