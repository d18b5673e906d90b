using Slipway.Oci.References;

namespace Slipway.Cli.Images.Build;

/// <summary>What the command line of <c>build</c> says.</summary>
internal sealed record BuildOptions
{
    public required PartOptions Parts { get; init; }

    /// <summary>What the image is called, with a tag.</summary>
    public required ImageReference Reference { get; init; }

    /// <summary>Where it goes; at least one place.</summary>
    public required IReadOnlyList<ContentLocation> Outputs { get; init; }

    /// <summary>Whether what is in the image, and how it came about, is said beside it.</summary>
    public bool Attest { get; init; } = true;
}
