namespace Slipway.Tasks.Images.Decoding;

/// <summary>What an image may claim before any memory is given to its pixels.</summary>
/// <param name="MaxPixels">Width times height; as <c>max_pixels</c> in <c>model.yaml</c>.</param>
internal sealed record ImageLimits(long MaxPixels)
{
    /// <summary>The pixels of a large camera.</summary>
    public const long DefaultMaxPixels = 50_000_000;

    /// <summary>JPEG can say no more, and nobody's picture has more.</summary>
    public const int MaxSide = 65_535;

    public static ImageLimits Default { get; } = new(DefaultMaxPixels);
}
