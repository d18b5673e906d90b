using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Packages;
using Slipway.Tasks.Images.Resampling;

namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>
/// What Hugging Face's <c>preprocessor_config.json</c> says. The same key means different things to different classes of
/// theirs; a form that would have to be guessed at is refused with what to write in <c>model.yaml</c>.
/// </summary>
internal sealed class PreprocessorConfig
{
    private const double ByteScale = 1 / 255.0;

    /// <summary>Those that take one number as the length of the shorter side; for the others it is a square.</summary>
    private static readonly string[] EdgeClasses =
    [
        "CLIP",
        "ChineseCLIP",
        "ConvNext",
        "Levit",
        "PoolFormer",
        "MobileNetV1",
        "MobileNetV2",
        "MobileViT",
        "Bit",
        "ViTHybrid",
    ];

    private static readonly string[] DetectionClasses = ["Detr", "Yolos"];

    private static readonly string[] SquareClasses =
    [
        "ViT",
        "DeiT",
        "Beit",
        "Swin",
        "Siglip",
        "EfficientNet",
        "Flava",
        "Blip",
        "OwlViT",
        "Owlv2",
        "LayoutLMv2",
        "LayoutLMv3",
        "Data2VecVision",
        "RTDetr",
    ];

    private readonly JsonElement _root;
    private readonly string _model;
    private readonly string _class;

    private PreprocessorConfig(JsonElement root, string model)
    {
        _root = root;
        _model = model;
        var name = Text("image_processor_type") ?? Text("feature_extractor_type") ?? "";
        foreach (var ending in (string[])["Fast", "ImageProcessor", "FeatureExtractor"])
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
                name = name[..^ending.Length];
        }

        _class = name;
        Resize = ReadResize();
        Crop = ReadCrop();
        Filter = ReadFilter();
        Scale = ReadScale();
        IsBgr = Flag("do_flip_channel_order", false);
    }

    /// <summary>Null where the pictures are not resized.</summary>
    public ResizeRule? Resize { get; }

    public (int Width, int Height)? Crop { get; private set; }

    public ResampleFilter? Filter { get; }

    /// <summary>Tables of <see cref="ChannelScale"/>.</summary>
    public float[][] Scale { get; }

    public bool IsBgr { get; }

    /// <summary>The package's; null where it has none.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static PreprocessorConfig? Read(ModelPackage package)
    {
        using var document = PackageFiles.ReadJson(package, PackageFiles.Preprocessor);
        return document is null ? null : new PreprocessorConfig(document.RootElement, package.Name);
    }

    private ResizeRule? ReadResize()
    {
        if (!Flag("do_resize", true) || !_root.TryGetProperty("size", out var size))
            return null;
        if (size.ValueKind == JsonValueKind.Number)
            return OfNumber(Side(size, "size"));
        if (size.ValueKind != JsonValueKind.Object)
            throw Wrong("'size' is a number or an object");
        if (size.TryGetProperty("height", out var height) && size.TryGetProperty("width", out var width))
            return Scaled(new ResizeRule.Stretch(Side(width, "size.width"), Side(height, "size.height")));
        if (!size.TryGetProperty("shortest_edge", out var shortest))
            throw Unknown($"'size' as {size.GetRawText()}");
        return size.TryGetProperty("longest_edge", out var longest)
            ? new ResizeRule.Edge(Side(shortest, "size.shortest_edge"), Side(longest, "size.longest_edge"))
            : OfEdge(Side(shortest, "size.shortest_edge"));
    }

    private ResizeRule OfNumber(int size)
    {
        if (EdgeClasses.Contains(_class))
            return OfEdge(size);
        if (SquareClasses.Contains(_class))
            return Scaled(new ResizeRule.Stretch(size, size));
        if (DetectionClasses.Any(name => _class.EndsWith(name, StringComparison.Ordinal)))
        {
            var longest = _root.TryGetProperty("max_size", out var max) ? Side(max, "max_size") : 1333;
            return new ResizeRule.Edge(size, longest);
        }

        throw Unknown($"'size' as one number for a processor '{_class}', which may mean the shorter side or a square");
    }

    private ResizeRule OfEdge(int edge)
    {
        switch (_class)
        {
            case "Levit":
                return new ResizeRule.Edge((int)(256 / 224.0 * edge));
            case "ConvNext" when edge >= 384:
                return new ResizeRule.Stretch(edge, edge);
            case "ConvNext":
                // It cuts to the size without saying so.
                Crop = (edge, edge);
                return new ResizeRule.Edge((int)(edge / (Number("crop_pct") ?? (224 / 256.0))));
            default:
                return Scaled(new ResizeRule.Edge(edge));
        }
    }

    private ResizeRule Scaled(ResizeRule rule) =>
        _class == "PoolFormer" && Number("crop_pct") is > 0 and { } part
            ? rule switch
            {
                ResizeRule.Edge edge => new ResizeRule.Edge((int)(edge.Shortest / part)),
                ResizeRule.Stretch { Width: var width, Height: var height } when width == height => new ResizeRule.Edge(
                    (int)(height / part)
                ),
                _ => throw Unknown("'crop_pct' with a height and width that differ"),
            }
            : rule;

    private (int, int)? ReadCrop()
    {
        if (!Flag("do_center_crop", false) || !_root.TryGetProperty("crop_size", out var crop))
            return Crop;
        if (crop.ValueKind == JsonValueKind.Number)
            return (Side(crop, "crop_size"), Side(crop, "crop_size"));
        if (
            crop.ValueKind == JsonValueKind.Object
            && crop.TryGetProperty("height", out var height)
            && crop.TryGetProperty("width", out var width)
        )
        {
            return (Side(width, "crop_size.width"), Side(height, "crop_size.height"));
        }

        throw Unknown($"'crop_size' as {crop.GetRawText()}");
    }

    private ResampleFilter? ReadFilter()
    {
        if (Number("resample") is not { } number)
            return null;
        var filter = (ResampleFilter)(int)number;
        return Enum.IsDefined(filter) && (int)filter == number
            ? filter
            : throw Wrong("'resample' is one of Pillow's numbers, 0 to 5");
    }

    private float[][] ReadScale()
    {
        var factor = Flag("do_rescale", true) ? Number("rescale_factor") ?? ByteScale : 1;
        IReadOnlyList<double> means = Numbers("image_mean") ?? [0];
        IReadOnlyList<double> deviations = Numbers("image_std") ?? [1];
        if (!Flag("do_normalize", _root.TryGetProperty("image_mean", out _)))
            (means, deviations) = ([0], [1]);
        if (deviations.Contains(0))
            throw Wrong("'image_std' divides: none may be 0");
        if (Flag("include_top", false))
            deviations = deviations.Select(deviation => deviation * deviation).ToList();
        // EfficientNet's offset comes before the mean is taken, and is one like it.
        if (Flag("rescale_offset", false))
            means = means.Select(mean => mean + 1).ToList();
        return ChannelScale.Of(factor, means, deviations);
    }

    private int Side(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var side)
        && side is >= 1 and <= ImagePlan.MaxSide
            ? side
            : throw Wrong($"'{key}' is a number of pixels, 1 to {ImagePlan.MaxSide}, not {value.GetRawText()}");

    private bool Flag(string key, bool missing) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw Wrong($"'{key}' is true or false"),
            }
            : missing;

    private string? Text(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private double? Number(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ValueKind == JsonValueKind.Number
                ? value.GetDouble()
                : throw Wrong($"'{key}' is a number")
            : null;

    private List<double>? Numbers(string key)
    {
        if (!_root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var numbers =
            value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number)
                ? value.EnumerateArray().Select(number => number.GetDouble()).ToList()
                : [];
        return numbers.Count is 1 or 3
            ? numbers
            : throw Wrong($"'{key}' is a list of a number for each channel, 3 or 1 of them");
    }

    private ServingException Wrong(string what) =>
        PackageFiles.Invalid($"{what} in {PackageFiles.Preprocessor} of model '{_model}'.");

    private ServingException Unknown(string what) =>
        PackageFiles.Invalid(
            $"{PackageFiles.Preprocessor} of model '{_model}' has {what}: that is not known. Say in the task's section of model.yaml "
                + "how pictures are resized, with height and width, or shortest_edge, and crop_height and crop_width."
        );
}
