namespace Slipway.Tasks.Images.Resampling;

/// <summary>A part of an image, in pixels.</summary>
internal readonly record struct Window(int Left, int Top, int Width, int Height)
{
    public static Window Whole(int width, int height) => new(0, 0, width, height);
}
