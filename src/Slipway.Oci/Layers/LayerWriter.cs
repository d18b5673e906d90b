using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slipway.Oci.Content;

namespace Slipway.Oci.Layers;

/// <summary>
/// Writes layers that depend on nothing but what is in them: entries by path, owners by number, one time for all. What
/// the compressor makes of the same bytes is the same on each kind of processor, for one version of .NET.
/// </summary>
public static class LayerWriter
{
    /// <summary>A name of at most so many bytes fits the header of ustar; GNU's long names are for the others.</summary>
    private const int LongestName = 100;

    /// <summary>What the size's eleven octal digits hold; GNU's binary form is for more.</summary>
    internal const long LargestOctal = (1L << 33) - 1;

    /// <summary>The hash of the layer before it is compressed, which the image's config names (<c>diff_id</c>).</summary>
    public static async Task<Digest> MeasureAsync(
        LayerFiles files,
        DateTimeOffset time,
        CancellationToken cancellationToken
    )
    {
        await using var hashing = new HashingStream(Stream.Null);
        await WriteTarAsync(files, time, hashing, cancellationToken);
        return hashing.Finish();
    }

    /// <summary>Writes the layer, compressed with gzip, and leaves <paramref name="target"/> open.</summary>
    /// <param name="files">What is in it.</param>
    /// <param name="time">Of all entries, in whole seconds.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="level">How hard the compressor tries.</param>
    /// <param name="cancellationToken">Looked at between files and buffers.</param>
    public static async Task<WrittenLayer> WriteAsync(
        LayerFiles files,
        DateTimeOffset time,
        Stream target,
        CompressionLevel level,
        CancellationToken cancellationToken
    )
    {
        await using var compressed = new HashingStream(target);
        Digest diffId;
        await using (var gzip = new PlainGzipStream(compressed, level))
        await using (var tar = new HashingStream(gzip))
        {
            await WriteTarAsync(files, time, tar, cancellationToken);
            diffId = tar.Finish();
        }

        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.LayerGzip,
            Size = compressed.Length,
            Digest = compressed.Finish(),
        };
        return new WrittenLayer(descriptor, diffId);
    }

    private static async Task WriteTarAsync(
        LayerFiles files,
        DateTimeOffset time,
        Stream target,
        CancellationToken cancellationToken
    )
    {
        await using var tar = new TarWriter(target, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var (path, entry) in files.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = entry.Kind == LayerEntryKind.Folder ? path + "/" : path;
            await using var content = entry.Open?.Invoke();
            var header = Header(entry, name, content?.Length ?? 0);
            header.Mode = entry.Mode;
            header.Uid = entry.UserId;
            header.Gid = entry.GroupId;
            header.ModificationTime = time;
            if (entry.Target is { } link)
                header.LinkName = link;
            if (content is not null)
                header.DataStream = content;
            await tar.WriteEntryAsync(header, cancellationToken);
        }
    }

    private static PosixTarEntry Header(LayerEntry entry, string name, long length)
    {
        var type = entry.Kind switch
        {
            LayerEntryKind.Folder => TarEntryType.Directory,
            LayerEntryKind.Link => TarEntryType.SymbolicLink,
            _ => TarEntryType.RegularFile,
        };
        // pax headers would carry the number of the process that wrote them.
        return IsLong(name) || IsLong(entry.Target ?? "") || length > LargestOctal
            ? new GnuTarEntry(type, name)
            : new UstarTarEntry(type, name);
    }

    private static bool IsLong(string text) => Encoding.UTF8.GetByteCount(text) > LongestName;
}

/// <summary>A layer as it was written.</summary>
/// <param name="Descriptor">Of its compressed bytes.</param>
/// <param name="DiffId">Of what was compressed.</param>
public sealed record WrittenLayer(Descriptor Descriptor, Digest DiffId);
