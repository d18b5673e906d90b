using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Layers;
using Slipway.Oci.References;

namespace Slipway.Cli.Images.Build;

/// <summary>What an image stands on, for one platform: another image, or a layer of our own making.</summary>
/// <param name="Name">What it is called in labels.</param>
internal sealed record BaseLayers(string Name)
{
    /// <summary>What others may know of it: a place on this disk is of no use to them, and would make another image of the same parts.</summary>
    public string? PublicName => Image is null || ContentLocation.Parse(Name) is ContentLocation.Registry ? Name : null;

    /// <summary>The image below, and where its layers are; null for none.</summary>
    public (BaseImage Image, IContentSource Source)? Image { get; init; }

    /// <summary>The layer that begins an image with nothing below; null for none.</summary>
    public CachedLayer? Layer { get; init; }

    /// <summary>Versions of the packages that <see cref="Layer"/> was made of, by name; empty for an image.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = new Dictionary<string, string>();
}
