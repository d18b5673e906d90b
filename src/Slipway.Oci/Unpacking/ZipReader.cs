using System.Buffers.Binary;
using System.IO.Compression;

namespace Slipway.Oci.Unpacking;

/// <summary>Unpacks a zip file.</summary>
public static class ZipReader
{
    // Bounds what the directory takes in memory, which is read as a whole.
    private const long MaxDirectoryBytes = 16 << 20;
    private const int EndBytes = 22;
    private const int End64LocatorBytes = 20;
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;

    /// <param name="file">The whole of it.</param>
    /// <param name="target">Where its entries go.</param>
    /// <param name="cancellationToken">Looked at between buffers.</param>
    /// <exception cref="Errors.ServingException">It is damaged, hostile or too large.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Extract(FileStream file, ArchiveTarget target, CancellationToken cancellationToken)
    {
        if (file.Length - DirectoryOffset(file, target) > MaxDirectoryBytes)
            throw target.Invalid("has a directory that is too large");
        file.Position = 0;
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            target.CountEntry();
            var type = (entry.ExternalAttributes >> 16) & UnixTypeMask;
            if (type == UnixLink)
            {
                target.AddLink(entry.FullName);
                continue;
            }

            if (type is not (0 or UnixFile or UnixFolder))
            {
                target.AddSpecial(entry.FullName);
                continue;
            }

            if (entry.FullName.EndsWith('/'))
            {
                target.AddFolder(entry.FullName);
                continue;
            }

            if (entry.IsEncrypted)
                throw target.Invalid("is encrypted");
            using var content = entry.Open();
            target.AddFile(entry.FullName, content, entry.Length, cancellationToken);
        }
    }

    // From the record at the end, that of 64 bits where there is one.
    private static long DirectoryOffset(FileStream file, ArchiveTarget target)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndBytes + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (!tail.AsSpan(at, 4).SequenceEqual("PK\x05\x06"u8))
                continue;
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            if (offset != uint.MaxValue)
                return offset;
            var locator = at - End64LocatorBytes;
            if (locator < 0 || !tail.AsSpan(locator, 4).SequenceEqual("PK\x06\x07"u8))
                break;
            var record = new byte[56];
            var position = BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(locator + 8));
            if (position < 0 || position > file.Length - record.Length)
                break;
            file.Position = position;
            file.ReadExactly(record);
            return BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)) is >= 0 and var wide
                ? wide
                : throw target.Invalid("is damaged");
        }

        throw target.Invalid("is no zip file, or is damaged");
    }
}
