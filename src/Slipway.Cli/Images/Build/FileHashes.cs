using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>The hashes of the files that are in a layer, which are taken once for the same layer.</summary>
internal static class FileHashes
{
    public static async Task<IReadOnlyList<SbomFile>> OfAsync(
        CachedLayer layer,
        ImageCache cache,
        CancellationToken cancellationToken
    )
    {
        var key = $"hashes\n{layer.Layer.DiffId}";
        if (cache.Read(key) is { } known)
            return JsonSerializer.Deserialize(known, HashContracts.Default.ListSbomFile)!;

        var hashes = new List<SbomFile>();
        await using (var packed = layer.Open(layer.Layer.Descriptor))
        await using (var plain = new GZipStream(packed, CompressionMode.Decompress))
        await using (var tar = new TarReader(plain))
        {
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.EntryType == TarEntryType.RegularFile)
                    hashes.Add(
                        await SbomFile.ReadAsync(entry.Name, entry.DataStream ?? Stream.Null, cancellationToken)
                    );
            }
        }

        cache.Write(key, JsonSerializer.Serialize(hashes, HashContracts.Default.ListSbomFile));
        return hashes;
    }
}

[JsonSerializable(typeof(List<SbomFile>))]
internal sealed partial class HashContracts : JsonSerializerContext;
