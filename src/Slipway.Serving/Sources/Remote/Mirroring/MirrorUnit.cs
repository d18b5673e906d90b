using Slipway.Errors;
using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>
/// What is put in place in one step: a model's folder with its configuration and all its versions, or an archive.
/// </summary>
/// <param name="Name">The folder's name in the mirror.</param>
/// <param name="Objects">By their paths in that folder; an archive is the only one.</param>
internal sealed record MirrorUnit(string Name, IReadOnlyDictionary<string, StoredObject> Objects)
{
    /// <summary>Whether the object is to be unpacked.</summary>
    public bool IsArchive { get; init; }

    /// <summary>Why it cannot be mirrored; null where nothing is wrong with it so far.</summary>
    public ServingException? Problem { get; init; }

    public DateTimeOffset? Newest => Objects.Values.Max(stored => stored.Modified);

    public MirrorManifest Manifest =>
        new([
            .. Objects
                .OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => new MirroredFile(file.Key, file.Value.Identity, file.Value.Size)),
        ]);
}
