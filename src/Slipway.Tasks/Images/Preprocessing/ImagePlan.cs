using System.Globalization;
using Slipway.Errors;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Resampling;

namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>
/// How a decoded picture becomes what the model takes: resized, its middle cut out or bars put around it, its channels turned
/// into the model's numbers. Immutable, thread-safe.
/// </summary>
internal sealed record ImagePlan
{
    /// <summary>What a model's input may have on a side.</summary>
    public const int MaxSide = 16_384;

    /// <summary>What a resized picture may have, so that a very long one does not become a huge one.</summary>
    public const int MaxResultPixels = 1 << 24;

    public required ResizeRule Resize { get; init; }

    public required ResampleFilter Filter { get; init; }

    /// <summary>The middle that is cut out; zeros where the picture is smaller. Null for all of it.</summary>
    public (int Width, int Height)? Crop { get; init; }

    /// <summary>The grey of a letterbox' bars.</summary>
    public byte LetterboxValue { get; init; }

    /// <summary>What shows through transparent pictures; null where transparency is dropped.</summary>
    public Background? Background { get; init; }

    /// <summary>The pixels that the model gets: what is the same for all pictures. Null where it depends on the picture.</summary>
    public (int Width, int Height)? FixedSize =>
        Crop
        ?? Resize switch
        {
            ResizeRule.Stretch size => (size.Width, size.Height),
            ResizeRule.Letterbox size => (size.Width, size.Height),
            _ => null,
        };

    /// <summary>Where a picture comes to lie, by its size.</summary>
    /// <exception cref="ServingException">InvalidArgument where its proportions make it too large.</exception>
    public Placement Place(int width, int height)
    {
        var (resizedWidth, resizedHeight) = Resize.SizeOf(width, height);
        var (frameWidth, frameHeight) = FixedSize ?? (resizedWidth, resizedHeight);
        if ((long)frameWidth * frameHeight > MaxResultPixels || Math.Max(resizedWidth, resizedHeight) > MaxResultPixels)
        {
            throw ServingException.InvalidArgument(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The image of {width} × {height} pixels would be resized to {resizedWidth} × {resizedHeight}: it is too long "
                        + $"for its width to be given {Resize}. Cut it first."
                )
            );
        }

        var (left, top) =
            Resize is ResizeRule.Letterbox
                ? (Bar(frameWidth - resizedWidth), Bar(frameHeight - resizedHeight))
                : (Middle(frameWidth - resizedWidth), Middle(frameHeight - resizedHeight));
        return new Placement(width, height, resizedWidth, resizedHeight, frameWidth, frameHeight, left, top);
    }

    // Half of the bars, the odd pixel at the far end.
    private static int Bar(int left) => (int)Math.Round((left / 2.0) - 0.1);

    // A picture that is too large is cut at a rounded-down half; one that is too small gets the odd pixel in front.
    private static int Middle(int left) => left >= 0 ? (left + 1) / 2 : -(-left / 2);
}
