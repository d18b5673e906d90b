using System.Formats.Tar;

namespace Slipway.Oci.Layouts;

/// <summary>Reads an <c>oci-archive</c>, or a <c>docker-archive</c> that is a layout too, as Docker writes them since version 25.</summary>
public static class ArchiveReader
{
    private const int MostEntries = 10_000;

    /// <summary>Unpacks the layout into a folder that is there and empty. Nothing but what a layout consists of is looked at.</summary>
    /// <exception cref="Errors.ServingException">The file is no such archive.</exception>
    public static async Task<LayoutFolder> UnpackAsync(string file, string folder, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            await using var tar = new TarReader(stream);
            for (
                var entries = 0;
                await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry;
                entries++
            )
            {
                if (entries >= MostEntries)
                    throw OciErrors.TooLarge("archive", $"'{file}' has over {MostEntries:N0} entries.");
                if (
                    entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
                    && PlaceOf(entry.Name) is { } place
                )
                {
                    var path = Path.Combine(folder, place);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    await entry.ExtractToFileAsync(path, overwrite: true, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw OciErrors.Invalid("archive", $"'{file}' is no tar file, or was cut: {e.Message}", e);
        }
        catch (FileNotFoundException e)
        {
            throw OciErrors.NotFound("archive", $"There is no file '{file}'. {e.Message}");
        }

        if (!File.Exists(Path.Combine(folder, LayoutFolder.IndexFile)))
        {
            throw OciErrors.Invalid(
                "archive",
                $"'{file}' is no oci-archive: it has no {LayoutFolder.IndexFile}. 'skopeo copy docker-archive:{file} "
                    + "oci-archive:NEW' makes one of an old docker-archive."
            );
        }

        return LayoutFolder.Open(folder);
    }

    // By digest and nothing else: whatever an entry's name is, it leads nowhere.
    private static string? PlaceOf(string name) =>
        (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name).Split('/') switch
        {
            [LayoutFolder.Marker or LayoutFolder.IndexFile] parts => parts[0],
            ["blobs", var algorithm, var hex] when Content.Digest.TryParse($"{algorithm}:{hex}", out var digest) =>
                Path.Combine("blobs", digest.Algorithm, digest.Hex),
            _ => null,
        };
}
