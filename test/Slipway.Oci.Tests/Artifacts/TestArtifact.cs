using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests.Artifacts;

/// <summary>Artifacts of single files, in any place.</summary>
internal static class TestArtifact
{
    public const string Weight = "application/vnd.cncf.model.weight.v1";

    /// <summary>Adds an artifact with these layers, and finds it.</summary>
    public static async Task<StoredModel> AddAsync<T>(T place, string tag, params Descriptor[] layers)
        where T : IContentSource, IContentTarget
    {
        var config = await TestImage.AddBlobAsync(
            place,
            "application/vnd.cncf.model.config.v1+json",
            """{"descriptor":{},"config":{},"modelfs":{"type":"layers","diffIds":[]}}"""
        );
        var manifest = new Manifest
        {
            ArtifactType = "application/vnd.cncf.model.manifest.v1+json",
            Config = config,
            Layers = layers,
        };
        await place.AddManifestAsync(ManifestContent.Of(manifest), tag, CancellationToken.None);
        return await StoredModel.FindAsync(place, tag, CancellationToken.None);
    }

    public static async Task<Descriptor> RawAsync(IContentTarget place, string path, string content)
    {
        var blob = await TestImage.AddBlobAsync(place, $"{Weight}.raw", content);
        return blob with { Annotations = new() { ["org.cncf.model.filepath"] = path } };
    }
}
