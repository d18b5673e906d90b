using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;

namespace Slipway.Cli.Images.Build;

/// <summary>What the image of a model is put together from, for one platform.</summary>
internal sealed record ImageParts
{
    public required Platform Platform { get; init; }

    public required ServerFiles Server { get; init; }

    public required BaseLayers Base { get; init; }

    /// <summary>Those above the base image, the lowest first, each with what it is.</summary>
    public required IReadOnlyList<(string Kind, CachedLayer Layer)> Layers { get; init; }

    public required ServiceDescription Service { get; init; }

    /// <summary>Variables besides those that every service has, <c>NAME=VALUE</c> each.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}
