using System.Globalization;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Preprocessing;

namespace Slipway.Tasks.Images.Options;

/// <summary>What values of the right types must besides be.</summary>
internal static class ImageOptionsChecks
{
    private const int MostImages = 10_000;
    private const long MostPixels = 1_000_000_000;

    /// <summary>Adds what is wrong, a sentence each.</summary>
    public static void Check(string section, ImageOptions options, List<string> errors)
    {
        Range("max_pixels", options.MaxPixels, 1, MostPixels);
        Range("max_images", options.MaxImages, 1, MostImages);
        Range("letterbox_value", options.LetterboxValue, 0, 255);
        Side("height", options.Height);
        Side("width", options.Width);
        Side("shortest_edge", options.ShortestEdge);
        Side("longest_edge", options.LongestEdge);
        Side("crop_height", options.CropHeight);
        Side("crop_width", options.CropWidth);
        Together("height", options.Height, "width", options.Width);
        Together("crop_height", options.CropHeight, "crop_width", options.CropWidth);
        if (options is { Height: not null, ShortestEdge: not null })
            errors.Add($"'{section}' has height and width or shortest_edge, not both.");
        if (options is { LongestEdge: not null, ShortestEdge: null })
            errors.Add($"'{section}.longest_edge' goes with '{section}.shortest_edge'.");
        if (options is { Letterbox: true, ShortestEdge: not null })
            errors.Add($"'{section}.letterbox' goes with height and width, not with shortest_edge.");
        Channels("image_mean", options.ImageMean);
        Channels("image_std", options.ImageStd);
        if (options.ImageStd is { } divisors && divisors.Contains(0))
            errors.Add($"'{section}.image_std' divides: none may be 0.");
        if (options.RescaleFactor is { } factor && !double.IsFinite(factor))
            errors.Add($"'{section}.rescale_factor' must be a number.");
        if (options.Background is { } colour && !Background.TryParse(colour, out _))
            errors.Add($"'{section}.background' must be a colour such as \"#ffffff\", not '{colour}'.");

        void Side(string key, int? value) => Range(key, value ?? 1, 1, ImagePlan.MaxSide);

        void Range(string key, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                errors.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{section}.{key}' must be {least} to {most}, not {value}."
                    )
                );
            }
        }

        void Together(string first, int? one, string second, int? other)
        {
            if (one is null != other is null)
                errors.Add($"'{section}.{first}' and '{section}.{second}' go together.");
        }

        void Channels(string key, List<double>? values)
        {
            if (values is not null && (values.Count is not (1 or 3) || !values.TrueForAll(double.IsFinite)))
                errors.Add(
                    $"'{section}.{key}' must be a number for each channel, 3 of them or 1, such as [0.5, 0.5, 0.5]."
                );
        }
    }
}
