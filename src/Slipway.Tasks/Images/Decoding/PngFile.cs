using System.Buffers.Binary;

namespace Slipway.Tasks.Images.Decoding;

/// <summary>
/// What the decoder of PNG does not tell: whether the data can be as large as the header says, and the EXIF block
/// (PNG specification, third edition, sections 11.2.1 and 11.3.4.7).
/// </summary>
internal static class PngFile
{
    /// <summary>No deflate stream says more than so many bytes with one.</summary>
    private const int DeflateLimit = 1032;

    private const int FirstChunk = 8;
    private const int ChunkFrame = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>
    /// Whether a file of this length can hold the rows that its header promises; true where the header cannot be read.
    /// </summary>
    public static bool CanHoldItsRows(ReadOnlySpan<byte> file)
    {
        if (file.Length < 26 || !file[12..16].SequenceEqual("IHDR"u8))
            return true;
        ulong width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]);
        ulong height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        ulong channels = file[25] switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        var rowBytes = (width * channels * file[24] / 8) + 1;
        return height == 0 || rowBytes <= (ulong)file.Length * DeflateLimit / height;
    }

    /// <summary>The orientation of the EXIF block, 1 to 8; 1 where there is none.</summary>
    public static int Orientation(ReadOnlySpan<byte> file)
    {
        var position = FirstChunk;
        while (position <= file.Length - ChunkFrame)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            if (length > (uint)(file.Length - position - ChunkFrame))
                break;
            if (file.Slice(position + 4, 4).SequenceEqual("eXIf"u8))
                return Exif.Orientation(file.Slice(position + 8, (int)length));
            position += ChunkFrame + (int)length;
        }

        return 1;
    }
}
