using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>The hashes of a model's files, which are taken once for the same content.</summary>
internal static class ModelHashes
{
    public static async Task<IReadOnlyList<SbomFile>> OfAsync(
        LayerFiles files,
        string content,
        ImageCache cache,
        CancellationToken cancellationToken
    )
    {
        var key = $"hashes\n{content}";
        if (cache.Read(key) is { } known)
            return JsonSerializer.Deserialize(known, HashContracts.Default.ListSbomFile)!;

        var hashes = new List<SbomFile>();
        foreach (var path in files.Entries.Keys)
        {
            await using var stream = files.Open(path);
            if (stream is not null)
                hashes.Add(await SbomFile.ReadAsync(path, stream, cancellationToken));
        }

        cache.Write(key, JsonSerializer.Serialize(hashes, HashContracts.Default.ListSbomFile));
        return hashes;
    }
}

[JsonSerializable(typeof(List<SbomFile>))]
internal sealed partial class HashContracts : JsonSerializerContext;
