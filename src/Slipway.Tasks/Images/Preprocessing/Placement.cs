using Slipway.Tasks.Images.Resampling;

namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>
/// Where a picture of <paramref name="Width"/> × <paramref name="Height"/> lies in the frame that the model sees: resized, and
/// its corner at <paramref name="Left"/> and <paramref name="Top"/>, which are negative where it is cut.
/// </summary>
internal sealed record Placement(
    int Width,
    int Height,
    int ResizedWidth,
    int ResizedHeight,
    int FrameWidth,
    int FrameHeight,
    int Left,
    int Top
)
{
    /// <summary>The part of the resized picture that can be seen, in its own pixels.</summary>
    public Window Visible =>
        new(
            Math.Max(0, -Left),
            Math.Max(0, -Top),
            Math.Min(ResizedWidth, FrameWidth),
            Math.Min(ResizedHeight, FrameHeight)
        );

    /// <summary>A distance from the frame's left edge, in pixels of the picture as it came.</summary>
    public double X(double frameX) => (frameX - Left) * Width / ResizedWidth;

    /// <summary>A distance from the frame's top, in pixels of the picture as it came.</summary>
    public double Y(double frameY) => (frameY - Top) * Height / ResizedHeight;
}
