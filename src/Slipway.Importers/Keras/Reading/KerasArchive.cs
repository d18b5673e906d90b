using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Slipway.Importers.Keras.Weights;

namespace Slipway.Importers.Keras.Reading;

/// <summary>
/// The archives of Keras 2.12 and later: a zip file with <c>config.json</c>, <c>metadata.json</c> and
/// <c>model.weights.h5</c>. Entries are read by name into memory and none is ever written to a disk; all the same an archive
/// with names that lead out of it is refused, since nobody makes one by accident.
/// </summary>
internal static class KerasArchive
{
    private const string ConfigEntry = "config.json";
    private const string MetadataEntry = "metadata.json";
    private const string WeightsEntry = "model.weights.h5";
    private const string AssetsFolder = "assets/";
    private const long MostText = 256 << 20;
    private const int MostEntries = 1 << 16;

    public static bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Whether a zip file has a Keras model's entries.</summary>
    public static bool IsOne(Stream stream)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return zip.GetEntry(ConfigEntry) is not null && zip.GetEntry(WeightsEntry) is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    public static KerasFile Open(FileStream file, CancellationToken cancellationToken)
    {
        using var zip = Corrupt.Guard("the archive", () => new ZipArchive(file, ZipArchiveMode.Read));
        var entries = Corrupt.Guard("the archive's directory", () => zip.Entries);
        if (entries.Count > MostEntries)
            throw Corrupt.File($"the archive has {entries.Count} entries.");
        if (entries.FirstOrDefault(entry => LeadsOut(Name(entry))) is { } outside)
            throw Corrupt.File($"the archive's entry '{outside.FullName}' leads out of the archive.");
        var budget = new MemoryBudget(file.Length);
        var config = ConfigJson.Parse(
            Bytes(zip, ConfigEntry, budget, cancellationToken)
                ?? throw Corrupt.File($"the archive has no '{ConfigEntry}'."),
            ConfigEntry
        );
        var metadata = Bytes(zip, MetadataEntry, budget, cancellationToken) is { } bytes
            ? ConfigJson.Parse(bytes, MetadataEntry)
            : default;
        var version =
            metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("keras_version", out var text)
            && text.ValueKind == JsonValueKind.String
                ? text.GetString()
                : null;
        var assets = Assets(entries, budget, cancellationToken);
        var stream =
            Content(zip, WeightsEntry, budget, cancellationToken)
            ?? throw Corrupt.File(
                $"the archive has no '{WeightsEntry}' (weights in several files or in another form are not read)."
            );
        var hdf = Hdf5.Open(stream);
        var weights = new ArchiveWeights(hdf, WeightTree.Read(hdf, cancellationToken), "", assets);
        return new KerasFile(config, version, weights) { Source = hdf };
    }

    private static Dictionary<string, string> Assets(
        IEnumerable<ZipArchiveEntry> entries,
        MemoryBudget budget,
        CancellationToken cancellationToken
    ) =>
        entries
            .Where(entry => Name(entry).StartsWith(AssetsFolder, StringComparison.Ordinal) && entry.Name.Length > 0)
            .GroupBy(entry => Name(entry)[AssetsFolder.Length..])
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    using var content = Content(group.First(), budget, cancellationToken);
                    using var reader = new StreamReader(content, Encoding.UTF8);
                    return reader.ReadToEnd();
                }
            );

    private static string Name(ZipArchiveEntry entry) => entry.FullName.Replace('\\', '/');

    private static bool LeadsOut(string name) =>
        name.StartsWith('/') || name.Split('/').Contains("..") || (name.Length > 1 && name[1] == ':');

    private static byte[]? Bytes(ZipArchive zip, string name, MemoryBudget budget, CancellationToken cancellationToken)
    {
        using var stream = Content(zip, name, budget, cancellationToken);
        if (stream is null)
            return null;
        if (stream.Length > MostText)
            throw Corrupt.File($"'{name}' has {stream.Length} bytes.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static BlockStream? Content(
        ZipArchive zip,
        string name,
        MemoryBudget budget,
        CancellationToken cancellationToken
    ) => zip.GetEntry(name) is { } entry ? Content(entry, budget, cancellationToken) : null;

    private static BlockStream Content(ZipArchiveEntry entry, MemoryBudget budget, CancellationToken cancellationToken)
    {
        var what = $"the archive's entry '{entry.FullName}'";
        budget.Take(what, entry.Length);
        return Corrupt.Guard(
            what,
            () =>
            {
                using var source = entry.Open();
                var content = BlockStream.Copy(source, entry.Length, what, cancellationToken);
                return content.Length == entry.Length
                    ? content
                    : throw Corrupt.File($"{what} is shorter than it declares.");
            }
        );
    }
}
