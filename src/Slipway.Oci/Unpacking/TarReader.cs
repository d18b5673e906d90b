using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Slipway.Oci.Unpacking;

/// <summary>
/// Unpacks a tar stream: ustar, its pax extension (POSIX.1-2001) and GNU's long names. .NET's own reader holds the
/// extended header in memory whatever its length, and a compressed one costs its sender nothing; here it is bounded.
/// </summary>
public static class TarReader
{
    private const int BlockBytes = 512;
    private const int MaxHeaderBytes = 64 << 10;

    /// <param name="stream">The archive; what follows its end is not read.</param>
    /// <param name="target">Where its entries go.</param>
    /// <param name="cancellationToken">Looked at between entries and buffers.</param>
    /// <exception cref="Errors.ServingException">It is damaged, hostile or too large.</exception>
    /// <exception cref="EndOfStreamException">It was cut.</exception>
    public static void Extract(Stream stream, ArchiveTarget target, CancellationToken cancellationToken)
    {
        var block = new byte[BlockBytes];
        string? longName = null;
        long? longSize = null;
        while (true)
        {
            // A block of zeros ends it: without one it was cut.
            stream.ReadExactly(block);
            if (!block.AsSpan().ContainsAnyExcept((byte)0))
                return;
            cancellationToken.ThrowIfCancellationRequested();
            CheckSum(block, target);
            target.CountEntry();
            var type = (char)block[156];
            var size = Number(block.AsSpan(124, 12), target);
            switch (type)
            {
                case 'x':
                    (var name, longSize) = Extended(Header(stream, size, target), target);
                    longName = name ?? longName;
                    continue;
                case 'L':
                    longName = Text(Header(stream, size, target));
                    continue;
                case 'g':
                    Header(stream, size, target);
                    continue;
            }

            var path = longName ?? NameOf(block);
            size = longSize ?? size;
            (longName, longSize) = (null, null);
            switch (type)
            {
                case '5':
                    target.AddFolder(path);
                    Skip(stream, size + Padding(size), target);
                    break;
                case '0' or '\0' or '7' when path.EndsWith('/'):
                    target.AddFolder(path);
                    Skip(stream, size + Padding(size), target);
                    break;
                case '0' or '\0' or '7':
                    target.AddFile(path, stream, size, cancellationToken);
                    Skip(stream, Padding(size), target);
                    break;
                case '1' or '2':
                    target.AddLink(path);
                    Skip(stream, size + Padding(size), target);
                    break;
                default:
                    target.AddSpecial(path);
                    Skip(stream, size + Padding(size), target);
                    break;
            }
        }
    }

    private static void CheckSum(byte[] block, ArchiveTarget target)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < BlockBytes; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : block[i];
        }

        if (sum != Number(block.AsSpan(148, 8), target))
            throw target.Invalid("is no tar file, or is damaged");
    }

    private static string NameOf(byte[] block)
    {
        var name = Text(block.AsSpan(0, 100));
        var isUstar = block.AsSpan(257, 6).SequenceEqual("ustar\0"u8);
        return isUstar && block[345] != 0 ? $"{Text(block.AsSpan(345, 155))}/{name}" : name;
    }

    private static byte[] Header(Stream stream, long size, ArchiveTarget target)
    {
        if (size > MaxHeaderBytes)
            throw target.Invalid("has a header that is too large");
        var header = new byte[size];
        stream.ReadExactly(header);
        Skip(stream, Padding(size), target);
        return header;
    }

    // Records of "length key=value\n", the length counting itself.
    private static (string? Name, long? Size) Extended(ReadOnlySpan<byte> records, ArchiveTarget target)
    {
        (string? name, long? size) = (null, null);
        while (records.Length > 0)
        {
            var space = records.IndexOf((byte)' ');
            if (
                space <= 0
                || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1
                || length > records.Length
            )
            {
                throw target.Invalid("has a header that cannot be read");
            }

            var record = records[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals > 0 && record[..equals].SequenceEqual("path"u8))
            {
                name = Text(record[(equals + 1)..]);
            }
            else if (equals > 0 && record[..equals].SequenceEqual("size"u8))
            {
                size = long.TryParse(
                    record[(equals + 1)..],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var value
                )
                    ? value
                    : throw target.Invalid("has a header that cannot be read");
            }

            records = records[length..];
        }

        return (name, size);
    }

    // Octal digits, or, where the highest bit is set, binary.
    private static long Number(ReadOnlySpan<byte> field, ArchiveTarget target)
    {
        if (field[0] == 0x80 && field.Length == 12)
        {
            return BinaryPrimitives.ReadInt64BigEndian(field[4..]) is >= 0 and var wide
                ? wide
                : throw target.Invalid("has a header that cannot be read");
        }

        long value = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            value = digit is >= (byte)'0' and <= (byte)'7'
                ? (value << 3) | (uint)(digit - '0')
                : throw target.Invalid("has a header that cannot be read");
        }

        return value;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static long Padding(long size) => (BlockBytes - (size % BlockBytes)) % BlockBytes;

    private static void Skip(Stream stream, long bytes, ArchiveTarget target)
    {
        if (bytes > MaxHeaderBytes)
            throw target.Invalid("has a folder or a link with content");
        Span<byte> rest = stackalloc byte[BlockBytes];
        while (bytes > 0)
        {
            var part = rest[..(int)Math.Min(bytes, BlockBytes)];
            stream.ReadExactly(part);
            bytes -= part.Length;
        }
    }
}
