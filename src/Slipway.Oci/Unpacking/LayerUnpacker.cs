using System.IO.Compression;
using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Oci.Unpacking;

/// <summary>
/// Unpacks the layers of an image, or the archives of an artifact, into a folder, the lowest first. Tar, and tar with gzip.
/// What is in the folder after a failure is of no use. One layer at a time.
/// </summary>
public sealed class LayerUnpacker
{
    private readonly string _what;
    private readonly ArchiveTarget _target;

    private LayerUnpacker(string what, ArchiveTarget target) => (_what, _target) = (what, target);

    /// <summary>For an image: layers stand above each other, whiteouts remove what is below.</summary>
    /// <param name="folder">Empty, and nobody else's.</param>
    /// <param name="what">The image's name, for messages.</param>
    /// <param name="only">The folder of the image that is taken, as <c>models</c>; null for all of it.</param>
    /// <param name="limits">Of all layers together.</param>
    public static LayerUnpacker ForImage(string folder, string what, string? only, ArchiveLimits limits) =>
        new(what, new LayerTarget(folder, $"The image '{what}'", only, limits));

    /// <summary>For an artifact, whose layers stand beside each other: no file may be in two.</summary>
    /// <param name="folder">Nobody else's.</param>
    /// <param name="what">The artifact's name, for messages.</param>
    /// <param name="limits">Of all layers together.</param>
    public static LayerUnpacker ForArtifact(string folder, string what, ArchiveLimits limits) =>
        new(what, new ArchiveTarget(folder, $"The artifact '{what}'", limits));

    /// <summary>Refuses what could not be unpacked, before it is fetched.</summary>
    /// <exception cref="ServingException">Unsupported.</exception>
    public static void Check(Descriptor layer, string what)
    {
        if (layer.MediaType.EndsWith("zstd", StringComparison.Ordinal))
        {
            throw new ServingException(
                ServingErrorCode.Unsupported,
                $"The layer {layer.Digest} of '{what}' is compressed with zstd, which is not read here. Copy it with gzip: "
                    + "'skopeo copy --dest-compress-format gzip --dest-force-compress-format …'."
            )
            {
                Reason = "unsupported-compression",
            };
        }

        if (!IsGzip(layer) && !layer.MediaType.EndsWith("tar", StringComparison.Ordinal))
        {
            throw new ServingException(
                ServingErrorCode.Unsupported,
                $"The layer {layer.Digest} of '{what}' is of the type '{EntryNames.Printable(layer.MediaType)}', which is no tar."
            )
            {
                Reason = "unsupported-layer",
            };
        }
    }

    /// <summary>Unpacks one layer.</summary>
    /// <param name="layer">What it is.</param>
    /// <param name="content">
    /// Its bytes, which are checked by reading them to their end; so what was unpacked counts only when this has returned.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">It is damaged, hostile or too large.</exception>
    public void Add(Descriptor layer, Stream content, CancellationToken cancellationToken)
    {
        Check(layer, _what);
        (_target as LayerTarget)?.BeginLayer();
        try
        {
            if (IsGzip(layer))
            {
                using var gzip = new GZipStream(content, CompressionMode.Decompress, leaveOpen: true);
                using var buffered = new BufferedStream(gzip, 64 << 10);
                TarReader.Extract(buffered, _target, cancellationToken);
            }
            else
            {
                TarReader.Extract(content, _target, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw _target.Invalid("has a damaged layer", e);
        }

        Drain(content, cancellationToken);
    }

    /// <summary>A file that is a layer of its own.</summary>
    /// <param name="path">As the artifact names it.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="place">Puts it at the path that it is given, where nothing is.</param>
    internal void AddFile(string path, long length, Action<string> place)
    {
        _target.CountEntry();
        _target.AddFile(path, length, place);
    }

    private static bool IsGzip(Descriptor layer) => layer.MediaType.EndsWith("gzip", StringComparison.Ordinal);

    // What follows an archive's end is padding.
    private static void Drain(Stream content, CancellationToken cancellationToken)
    {
        var rest = new byte[64 << 10];
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
        } while (content.Read(rest) > 0);
    }
}
