using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>
/// What a unit's folder was made from. It lies in the folder, so that the two are exchanged together.
/// </summary>
internal sealed record MirrorManifest(IReadOnlyList<MirroredFile> Files)
{
    /// <summary>Hidden: the directory source passes it over.</summary>
    public const string FileName = ".slipway-mirror.json";

    /// <summary>The manifest of a folder; null where there is none that can be read.</summary>
    public static MirrorManifest? Read(string folder)
    {
        try
        {
            var json = File.ReadAllBytes(Path.Combine(folder, FileName));
            return JsonSerializer.Deserialize(json, MirrorJsonContext.Default.MirrorManifest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(string folder) =>
        File.WriteAllBytes(
            Path.Combine(folder, FileName),
            JsonSerializer.SerializeToUtf8Bytes(this, MirrorJsonContext.Default.MirrorManifest)
        );

    public bool Describes(MirrorManifest? other) => other is not null && Files.SequenceEqual(other.Files);
}

/// <summary>One object of a unit.</summary>
/// <param name="Path">In the unit's folder.</param>
/// <param name="Identity">The store's word for its content.</param>
/// <param name="Size">Bytes; null where the server did not say.</param>
internal sealed record MirroredFile(string Path, string Identity, long? Size);

/// <summary>How far the download of an object has come, and of which content.</summary>
/// <param name="Identity">The store's word for the content.</param>
/// <param name="Offset">Bytes that are on the disk for certain.</param>
/// <param name="Algorithm">With <paramref name="Digest"/>, what the whole must add up to; null where unknown.</param>
/// <param name="Digest">In hexadecimals.</param>
internal sealed record PartialState(string Identity, long Offset, string? Algorithm, string? Digest);

[JsonSerializable(typeof(MirrorManifest))]
[JsonSerializable(typeof(PartialState))]
internal sealed partial class MirrorJsonContext : JsonSerializerContext;
