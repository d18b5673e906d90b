using Slipway.Oci.Content;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>What an image is put together from, for one platform.</summary>
internal sealed record ImageParts
{
    public required Platform Platform { get; init; }

    public required BaseLayers Base { get; init; }

    /// <summary>Those above the base image, the lowest first, each with what it is; the last holds what the image is of.</summary>
    public required IReadOnlyList<(string Kind, CachedLayer Layer)> Layers { get; init; }

    /// <summary>What it starts with, and its labels.</summary>
    public required ProcessConfig Process { get; init; }

    /// <summary>What the layers hold besides the base, and what it is in the build.</summary>
    public required IReadOnlyList<(string Kind, SbomComponent Component)> Components { get; init; }
}
