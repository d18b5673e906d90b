using System.Globalization;
using Slipway.Errors;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Packages;
using Slipway.Tasks.Images.Resampling;

namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>
/// Decides how pictures become a model's input: <c>model.yaml</c> first, then <c>preprocessor_config.json</c>, then what the
/// kind of model is known to want, then the input's own shape.
/// </summary>
internal static class ImagePlanner
{
    private const double ByteScale = 1 / 255.0;

    /// <param name="section">The task's name, for messages.</param>
    /// <param name="context">The model.</param>
    /// <param name="options">What <c>model.yaml</c> says, with what the kind of model is known to want put in.</param>
    /// <exception cref="ServingException">InvalidArgument: they contradict each other, or leave something open.</exception>
    public static ImageTensors Plan(string section, TaskContext context, ImageOptions options)
    {
        var config = PreprocessorConfig.Read(context.Package);
        var input = ImageInput.Find(section, context.Signature, options, config is null ? null : ImageLayout.Nchw);
        var plan = new ImagePlan
        {
            Resize = ResizeOf(section, options, config, input),
            Filter = options.Resample ?? config?.Filter ?? ResampleFilter.Bilinear,
            Crop = CropOf(options, config),
            LetterboxValue = options.Letterbox == true ? (byte)options.LetterboxValue : (byte)0,
            Background = options.Background is { } text && Background.TryParse(text, out var colour) ? colour : null,
        };
        CheckSize(section, plan, input);
        var order = options.ChannelOrder ?? (config is { IsBgr: true } ? ChannelOrder.Bgr : ChannelOrder.Rgb);
        return new ImageTensors(input, plan, order, ScaleOf(section, options, config, input));
    }

    private static ResizeRule ResizeOf(
        string section,
        ImageOptions options,
        PreprocessorConfig? config,
        ImageInput input
    )
    {
        if (options is { ShortestEdge: { } shortest })
            return new ResizeRule.Edge(shortest, options.LongestEdge);
        var height = options.Height ?? (input.Height > 0 ? input.Height : null);
        var width = options.Width ?? (input.Width > 0 ? input.Width : null);
        if (options.Letterbox == true)
        {
            return height is { } boxHeight && width is { } boxWidth
                ? new ResizeRule.Letterbox(boxWidth, boxHeight)
                : throw PackageFiles.Invalid(
                    $"The input '{input.Name}' takes any size: a letterbox needs '{section}.height' and '{section}.width'."
                );
        }

        if (options is { Height: { } fixedHeight, Width: { } fixedWidth })
            return new ResizeRule.Stretch(fixedWidth, fixedHeight);
        if (config is not null)
            return config.Resize ?? new ResizeRule.Keep();
        if (options.CropHeight is not null)
            return new ResizeRule.Keep();
        return height is { } givenHeight && width is { } givenWidth
            ? new ResizeRule.Stretch(givenWidth, givenHeight)
            : throw PackageFiles.Invalid(
                $"The input '{input.Name}' takes any size, and nothing says which one the model was trained with: write "
                    + $"height and width, or shortest_edge with crop_height and crop_width, in the section {section} of model.yaml."
            );
    }

    private static (int, int)? CropOf(ImageOptions options, PreprocessorConfig? config)
    {
        if (options is { CropWidth: { } width, CropHeight: { } height })
            return (width, height);
        // Another way to resize makes the file's middle meaningless.
        return options is { ShortestEdge: null, Height: null } && options.Letterbox != true ? config?.Crop : null;
    }

    private static float[][] ScaleOf(string section, ImageOptions options, PreprocessorConfig? config, ImageInput input)
    {
        var says = options.RescaleFactor is not null || options.ImageMean is not null || options.ImageStd is not null;
        if (says)
        {
            return ChannelScale.Of(
                options.RescaleFactor ?? ByteScale,
                options.ImageMean ?? [0],
                options.ImageStd ?? [1]
            );
        }

        if (config is not null)
            return config.Scale;
        return input.DataType == Tensors.DataType.UInt8
            ? ChannelScale.None
            : throw PackageFiles.Invalid(
                $"Nothing says which numbers the input '{input.Name}' wants for pixels of 0 to 255: write rescale_factor "
                    + "(1 for 0 to 255, 0.00392156862745098 for 0 to 1), and image_mean and image_std where the model was "
                    + $"trained so, in the section {section} of model.yaml."
            );
    }

    private static void CheckSize(string section, ImagePlan plan, ImageInput input)
    {
        if (input is { Height: < 0, Width: < 0 })
            return;
        if (plan.FixedSize is not { } size)
        {
            throw PackageFiles.Invalid(
                $"The input '{input.Name}' has a fixed size of {Size(input.Width, input.Height)}, but pictures are resized by their "
                    + $"proportions: write '{section}.crop_height' and '{section}.crop_width' in model.yaml too."
            );
        }

        if (!Fits(size.Width, input.Width) || !Fits(size.Height, input.Height))
        {
            throw PackageFiles.Invalid(
                $"The input '{input.Name}' takes {Size(input.Width, input.Height)} pixels, but pictures are made "
                    + $"{Size(size.Width, size.Height)}: correct the sizes in the section {section} of model.yaml, or in "
                    + $"{PackageFiles.Preprocessor}."
            );
        }
    }

    private static bool Fits(int side, int wanted) => wanted < 0 || side == wanted;

    private static string Size(int width, int height) =>
        string.Create(CultureInfo.InvariantCulture, $"{Side(width)} × {Side(height)}");

    private static string Side(int side) => side < 0 ? "any" : side.ToString(CultureInfo.InvariantCulture);
}
