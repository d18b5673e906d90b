using System.Text.Json.Serialization;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Resampling;

namespace Slipway.Tasks.Images.Options;

/// <summary>
/// What the section of a task over images in <c>model.yaml</c> says of how a picture becomes the model's input. What it leaves
/// out comes from <c>preprocessor_config.json</c>, then from the shape of the model's input; numbers are never guessed.
/// The setters are there for source-generated JSON, which would lose the defaults of <c>init</c> properties.
/// </summary>
public abstract class ImageOptions
{
    /// <summary>Images of more pixels are refused by their header. Default 50,000,000.</summary>
    public long MaxPixels { get; set; } = ImageLimits.DefaultMaxPixels;

    /// <summary>Images in one request, 1 to 10,000. Default 64.</summary>
    public int MaxImages { get; set; } = 64;

    /// <summary>The input that takes the picture. Default: the one of four dimensions.</summary>
    public string? Input { get; set; }

    /// <summary>Where the channels are. Default: where the input's shape has 1 or 3.</summary>
    public ImageLayout? Layout { get; set; }

    /// <summary>The order of the colours. Default rgb.</summary>
    public ChannelOrder? ChannelOrder { get; set; }

    /// <summary>The height that pictures are resized to, with <see cref="Width"/>.</summary>
    public int? Height { get; set; }

    /// <summary>The width that pictures are resized to, with <see cref="Height"/>.</summary>
    public int? Width { get; set; }

    /// <summary>
    /// Keeps the proportions with <see cref="Height"/> and <see cref="Width"/>: the picture is made to fit, and bars fill the
    /// rest. Default false: it is stretched.
    /// </summary>
    public bool? Letterbox { get; set; }

    /// <summary>The grey of the bars, 0 to 255. Default 114.</summary>
    public int LetterboxValue { get; set; } = 114;

    /// <summary>The shorter side after resizing; the proportions are kept.</summary>
    public int? ShortestEdge { get; set; }

    /// <summary>What the longer side may have at most, with <see cref="ShortestEdge"/>.</summary>
    public int? LongestEdge { get; set; }

    /// <summary>The height of the middle that is cut out after resizing, with <see cref="CropWidth"/>.</summary>
    public int? CropHeight { get; set; }

    /// <summary>The width of the middle that is cut out after resizing, with <see cref="CropHeight"/>.</summary>
    public int? CropWidth { get; set; }

    /// <summary>How pixels are made of others when resizing. Default bilinear, as Pillow has it.</summary>
    public ResampleFilter? Resample { get; set; }

    /// <summary>What channel values of 0 to 255 are multiplied with.</summary>
    public double? RescaleFactor { get; set; }

    /// <summary>What is taken from the product, for each channel.</summary>
    public List<double>? ImageMean { get; set; }

    /// <summary>What the difference is divided by, for each channel.</summary>
    public List<double>? ImageStd { get; set; }

    /// <summary>A colour (<c>#ffffff</c>) behind transparent pictures. Default: transparency is dropped.</summary>
    public string? Background { get; set; }

    /// <summary>A file in the model's folder with a label on each line, in the order of the classes.</summary>
    public string? LabelsFile { get; set; }
}

/// <summary>Values of <see cref="ImageOptions.Layout"/>: N for the images, C for their channels, H and W for the pixels.</summary>
public enum ImageLayout
{
    [JsonStringEnumMemberName("nchw")]
    Nchw,

    [JsonStringEnumMemberName("nhwc")]
    Nhwc,
}

/// <summary>Values of <see cref="ImageOptions.ChannelOrder"/>.</summary>
public enum ChannelOrder
{
    [JsonStringEnumMemberName("rgb")]
    Rgb,

    [JsonStringEnumMemberName("bgr")]
    Bgr,
}
