using System.Buffers.Binary;

namespace Slipway.Tasks.Tests.Images;

/// <summary>EXIF blocks that say an orientation and nothing else.</summary>
internal static class TestExif
{
    public static byte[] Block(int orientation, bool littleEndian)
    {
        var block = new byte[26];
        (littleEndian ? "II"u8 : "MM"u8).CopyTo(block);
        Write16(2, 42);
        Write32(4, 8);
        Write16(8, 1);
        Write16(10, 0x0112);
        Write16(12, 3);
        Write32(14, 1);
        Write16(18, (ushort)orientation);
        return block;

        void Write16(int at, ushort value)
        {
            if (littleEndian)
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(at), value);
        }

        void Write32(int at, uint value)
        {
            if (littleEndian)
                BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(at), value);
        }
    }

    /// <summary>The JPEG with such a block behind its first marker.</summary>
    public static byte[] IntoJpeg(byte[] jpeg, int orientation)
    {
        byte[] content = [.. "Exif\0\0"u8, .. Block(orientation, littleEndian: true)];
        var length = content.Length + 2;
        return [.. jpeg.AsSpan(0, 2), 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. content, .. jpeg.AsSpan(2)];
    }
}
