using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Options;
using Slipway.Tensors;

namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>
/// The input of a model that takes a picture: where its channels are, how many, and of which type. A height or width of -1 is
/// free. Immutable.
/// </summary>
internal sealed record ImageInput(
    string Name,
    DataType DataType,
    ImageLayout Layout,
    int Channels,
    int Height,
    int Width
)
{
    /// <summary>DETR's other input, which says where there is picture and where padding.</summary>
    public const string MaskName = "pixel_mask";

    private static readonly DataType[] Types = [DataType.Fp32, DataType.Fp16, DataType.Fp64, DataType.UInt8];

    /// <param name="section">The task's, for messages.</param>
    /// <param name="signature">The model's.</param>
    /// <param name="options">What is said of the input.</param>
    /// <param name="usual">The layout where neither the shape nor the options tell.</param>
    /// <exception cref="ServingException">InvalidArgument, reason <c>unfit-model</c>, where no input takes pictures.</exception>
    public static ImageInput Find(string section, ModelSignature signature, ImageOptions options, ImageLayout? usual)
    {
        var spec = FindSpec(section, signature, options.Input);
        if (!Types.Contains(spec.DataType))
        {
            throw Unfit(
                $"The input {spec} does not take pictures for {section}: FP32, FP16, FP64 and UINT8 can be filled with pixels."
            );
        }

        if (spec.Shape[0] > 1)
        {
            throw Unfit(
                $"The input {spec} takes {spec.Shape[0]} images at a time, and {section} gives one: export the model with a free "
                    + "first dimension or one of 1."
            );
        }

        var layout = options.Layout ?? Guess(spec.Shape) ?? usual;
        if (layout is null)
        {
            throw Unfit(
                $"The shape of the input {spec} does not say where the channels are: write 'layout: nchw' or 'layout: nhwc' in "
                    + $"the section {section} of model.yaml."
            );
        }

        var (channels, height, width) = layout == ImageLayout.Nchw ? (1, 2, 3) : (3, 1, 2);
        if (spec.Shape[channels] is not (1 or 3 or -1))
        {
            throw Unfit(
                $"The input {spec} has {spec.Shape[channels]} channels in the layout {layout.ToString()!.ToLowerInvariant()}; "
                    + "pictures have 3, or 1 in grey."
            );
        }

        return new ImageInput(
            spec.Name,
            spec.DataType,
            layout.Value,
            spec.Shape[channels] == 1 ? 1 : 3,
            Side(spec.Shape[height]),
            Side(spec.Shape[width])
        );
    }

    /// <summary>The shape of one picture.</summary>
    public TensorShape ShapeOf(int width, int height) =>
        Layout == ImageLayout.Nchw
            ? new TensorShape(1, Channels, height, width)
            : new TensorShape(1, height, width, Channels);

    private static TensorSpec FindSpec(string section, ModelSignature signature, string? name)
    {
        if (name is not null)
        {
            var named =
                signature.FindInput(name)
                ?? throw Unfit(
                    $"The model has no input '{name}' as '{section}.input' says; it has {Names(signature.Inputs)}."
                );
            return named.Shape.Rank == 4
                ? named
                : throw Unfit($"The input {named} takes no pictures for {section}: they have four dimensions.");
        }

        var found = signature.Inputs.Where(input => input.Shape.Rank == 4 && input.Name != MaskName).ToList();
        return found.Count == 1
            ? found[0]
            : throw Unfit(
                $"{(found.Count == 0 ? "No input" : "More than one input")} of the model has the four dimensions of pictures for "
                    + $"{section}: it has {Names(signature.Inputs)}. Name the one that takes them as '{section}.input' in model.yaml."
            );
    }

    // Three channels are likelier than a picture three pixels high.
    private static ImageLayout? Guess(TensorShape shape) => Guess(shape, 3) ?? Guess(shape, 1);

    private static ImageLayout? Guess(TensorShape shape, int channels) =>
        (shape[1] == channels, shape[3] == channels) switch
        {
            (true, false) => ImageLayout.Nchw,
            (false, true) => ImageLayout.Nhwc,
            _ => null,
        };

    private static int Side(long dimension) => dimension is >= 1 and <= ImagePlan.MaxSide ? (int)dimension : -1;

    private static string Names(IEnumerable<TensorSpec> specs) => string.Join(", ", specs);

    private static ServingException Unfit(string message) =>
        new(ServingErrorCode.InvalidArgument, message) { Reason = "unfit-model" };
}
