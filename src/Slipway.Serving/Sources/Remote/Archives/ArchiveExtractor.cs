using System.IO.Compression;
using Slipway.Errors;
using Slipway.Oci.Unpacking;

namespace Slipway.Serving.Sources.Remote.Archives;

/// <summary>Unpacks <c>.zip</c>, <c>.tar</c> and <c>.tar.gz</c> that somebody else has packed.</summary>
internal static class ArchiveExtractor
{
    /// <param name="file">The archive.</param>
    /// <param name="name">Its name, whose extension tells the format, for messages too.</param>
    /// <param name="folder">An empty folder; what is in it after a failure is of no use.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="cancellationToken">Looked at between buffers.</param>
    /// <exception cref="ServingException">It is damaged, hostile or too large.</exception>
    public static void Extract(
        string file,
        string name,
        string folder,
        ArchiveLimits limits,
        CancellationToken cancellationToken
    )
    {
        var target = new ArchiveTarget(folder, $"The archive '{name}'", limits);
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 128 << 10);
            if (name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            {
                ZipReader.Extract(stream, target, cancellationToken);
            }
            else if (name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
            {
                TarReader.Extract(stream, target, cancellationToken);
            }
            else
            {
                using var unzipped = new BufferedStream(new GZipStream(stream, CompressionMode.Decompress), 64 << 10);
                TarReader.Extract(unzipped, target, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw target.Invalid("is damaged", e);
        }

        Unwrap(folder);
    }

    /// <summary>
    /// A single folder around folders of models is only packing: <c>models-1.0/iris/1</c> becomes <c>iris/1</c>.
    /// </summary>
    private static void Unwrap(string folder)
    {
        if (
            Directory.EnumerateFileSystemEntries(folder).Take(2).ToArray() is not [var only]
            || !Directory.Exists(only)
            || FileNames.MakesModel(Path.GetFileName(only))
            || Directory.EnumerateFiles(only).Any()
            || Directory.EnumerateDirectories(only).Any(child => FileNames.MakesModel(Path.GetFileName(child)))
        )
        {
            return;
        }

        var aside = Path.Combine(folder, "." + Guid.NewGuid().ToString("N"));
        Directory.Move(only, aside);
        foreach (var child in Directory.EnumerateDirectories(aside).ToArray())
        {
            Directory.Move(child, Path.Combine(folder, Path.GetFileName(child)));
        }

        Directory.Delete(aside);
    }
}
