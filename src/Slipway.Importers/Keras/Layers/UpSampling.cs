using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Enlarging of images and sequences.</summary>
internal static class UpSampling
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("UpSampling1D", call => Enlarge(call, 1), MaskRule.Ends);
        entries.Add("UpSampling2D", call => Enlarge(call, 2), MaskRule.Ends);
        entries.Add("UpSampling3D", call => Enlarge(call, 3), MaskRule.Ends);
        entries.Add("Resizing", Resize, MaskRule.Ends);
        entries.Add("CenterCrop", CenterCrop, MaskRule.Ends);
    }

    private static KerasTensor Enlarge(LayerCall call, int rank)
    {
        var size = call.Config.Integers("size") ?? call.Config.Integers("length") ?? [2];
        if (size.Length == 1)
            size = [.. Enumerable.Repeat(size[0], rank)];
        if (size.Length != rank || size.Any(factor => factor is <= 0 or > int.MaxValue))
            throw Corrupt.File($"the argument 'size' of layer '{call.Path}' does not fit its {rank} axes.");
        var window = new Window(call, size, null);
        var scales = call.Graph.Initializer<float>([1, 1, .. size.Select(factor => (float)factor)], rank + 2);
        var y = call.Graph.Node(
            "Resize",
            [window.Input(), "", scales],
            [.. Interpolation(call, call.Config.Text("interpolation") ?? "nearest")]
        );
        return window.Result(y, window.Channels, [.. window.Space.Select((dim, axis) => dim * size[axis])]);
    }

    private static KerasTensor Resize(LayerCall call)
    {
        if (call.Config.Flag("crop_to_aspect_ratio") || call.Config.Flag("pad_to_aspect_ratio"))
            throw new NotMappedException("resizes by cropping or padding");
        if (call.Config.Flag("antialias"))
            throw new NotMappedException("resizes with antialias=True");
        call.Config.Value("fill_mode");
        call.Config.Value("fill_value");
        var graph = call.Graph;
        var (height, width) = (Side(call, "height"), Side(call, "width"));
        var window = new Window(call, [1, 1], null);
        var x = window.Input();
        var sizes = graph.Concat([graph.Node("Shape", [x], OnnxAttribute.Of("end", 2L)), graph.Ints(height, width)], 0);
        var y = graph.Node(
            "Resize",
            [x, "", "", sizes],
            [.. Interpolation(call, call.Config.Text("interpolation") ?? "bilinear")]
        );
        return window.Result(y, window.Channels, [height, width]);
    }

    private static KerasTensor CenterCrop(LayerCall call)
    {
        var (height, width) = (Side(call, "height"), Side(call, "width"));
        var window = new Window(call, [1, 1], null);
        if (window.Space is not [{ } fromHeight, { } fromWidth] || fromHeight < height || fromWidth < width)
            throw new NotMappedException("crops what is smaller than its result, or of a free size");
        var (top, left) = ((fromHeight - height) / 2, (fromWidth - width) / 2);
        var y = call.Graph.Node(
            "Slice",
            [
                window.Input(),
                call.Graph.Ints(top, left),
                call.Graph.Ints(top + height, left + width),
                call.Graph.Ints(2, 3),
            ]
        );
        return window.Result(y, window.Channels, [height, width]);
    }

    private static long Side(LayerCall call, string name) =>
        call.Config.Integer(name) is { } side and > 0 and < int.MaxValue
            ? side
            : throw call.Config.Wrong(name, "a size");

    private static List<AttributeProto> Interpolation(LayerCall call, string name) =>
        name switch
        {
            "nearest" =>
            [
                OnnxAttribute.Of("mode", "nearest"),
                OnnxAttribute.Of("coordinate_transformation_mode", "half_pixel"),
                OnnxAttribute.Of("nearest_mode", "round_prefer_ceil"),
            ],
            "bilinear" =>
            [
                OnnxAttribute.Of("mode", "linear"),
                OnnxAttribute.Of("coordinate_transformation_mode", "half_pixel"),
            ],
            "bicubic" =>
            [
                OnnxAttribute.Of("mode", "cubic"),
                OnnxAttribute.Of("coordinate_transformation_mode", "half_pixel"),
                OnnxAttribute.Of("cubic_coeff_a", -0.5f),
                OnnxAttribute.Of("exclude_outside", 1L),
            ],
            _ => throw new NotMappedException($"has the interpolation '{name}'"),
        };
}
