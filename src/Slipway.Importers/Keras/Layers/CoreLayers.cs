using System.Text.Json;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Dense layers, embeddings, masking, and layers that do nothing when a model serves.</summary>
internal static class CoreLayers
{
    // At work in training only.
    private static readonly string[] Augmentations =
    [
        "AugMix",
        "Equalization",
        "RandAugment",
        "RandomBrightness",
        "RandomColorDegeneration",
        "RandomColorJitter",
        "RandomContrast",
        "RandomErasing",
        "RandomFlip",
        "RandomGaussianBlur",
        "RandomGrayscale",
        "RandomHeight",
        "RandomHue",
        "RandomInvert",
        "RandomPerspective",
        "RandomPosterization",
        "RandomRotation",
        "RandomSaturation",
        "RandomSharpness",
        "RandomShear",
        "RandomTranslation",
        "RandomWidth",
        "RandomZoom",
        "Solarization",
    ];

    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("Dense", Dense, MaskRule.Passes);
        entries.Add("EinsumDense", EinsumDense, MaskRule.Ends);
        entries.Add("Embedding", Embedding, MaskRule.Own);
        entries.Add("Masking", Masking, MaskRule.Own);
        foreach (
            var name in (string[])
                ["Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization", "Identity"]
        )
        {
            entries.Add(name, call => call.Input, MaskRule.Passes);
        }

        foreach (var name in (string[])["SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"])
        {
            entries.Add(name, SpatialDropout, MaskRule.Passes);
        }

        foreach (var name in Augmentations)
        {
            entries.Add(name, Augmentation, MaskRule.Passes);
        }

        entries["SpectralNormalization"] = new LayerEntry(Wrapped, MaskRule.Own);
    }

    private static KerasTensor SpatialDropout(LayerCall call)
    {
        call.Config.Text("data_format");
        return call.Input;
    }

    private static KerasTensor Augmentation(LayerCall call)
    {
        if (call.Definition.Config.ValueKind == JsonValueKind.Object)
        {
            foreach (var argument in call.Definition.Config.EnumerateObject())
            {
                call.Config.Value(argument.Name);
            }
        }

        return call.FloatInput;
    }

    // The weights were normalised while it was trained.
    private static IReadOnlyList<KerasTensor> Wrapped(LayerCall call)
    {
        call.Config.Value("power_iterations");
        return call.Inner(call.InnerLayer("layer"), call.Weights.Child("layer", ""), call.Input);
    }

    private static KerasTensor Dense(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.FloatInput;
        var kernel = call.Take("kernel");
        if (kernel.Shape.Length != 2)
            throw Corrupt.File($"the kernel of layer '{call.Path}' has {kernel.Shape.Length} axes.");
        var bias = call.Config.Flag("use_bias", true) ? call.Take("bias") : null;
        string y;
        if (x.Rank == 2 && bias is not null)
            y = graph.Node("Gemm", [graph.Plain(x), call.Constant(kernel), call.Constant(bias)]);
        else
        {
            y = graph.Node("MatMul", [graph.Plain(x), call.Constant(kernel)]);
            if (bias is not null)
                y = graph.Node("Add", [y, call.Constant(bias)]);
        }

        return Activations.Apply(call, call.Result(y, [.. x.Shape.SkipLast(1), kernel.Shape[1]]));
    }

    private static KerasTensor EinsumDense(LayerCall call)
    {
        var equation = call.Config.Text("equation") ?? throw Corrupt.File($"layer '{call.Path}' has no equation.");
        var kernel = call.Take("kernel");
        call.Config.Value("output_shape");
        var result = EinsumKernel.Apply(call, call.FloatInput, equation, kernel);
        if (call.Config.Text("bias_axes") is { Length: > 0 })
            result = result with { Plain = call.Graph.Node("Add", [result.Plain!, call.Constant(call.Take("bias"))]) };
        return Activations.Apply(call, result);
    }

    private static KerasTensor Embedding(LayerCall call)
    {
        var graph = call.Graph;
        var ids = call.Inputs[0];
        if (ids.Type is not (DataType.Int32 or DataType.Int64))
            ids = graph.Cast(ids, DataType.Int32);
        var table = call.Take("embeddings");
        var y = graph.Node("Gather", [call.Constant(table), graph.Plain(ids)], OnnxAttribute.Of("axis", 0L));
        var result = call.Result(y, [.. ids.Shape, table.Shape[1]]);
        if (!call.Config.Flag("mask_zero"))
            return result;
        var isZero = graph.Node("Equal", [graph.Plain(ids), graph.Scalar(ids.Type, 0)]);
        return result with { Mask = new KerasTensor(DataType.Bool, ids.Shape) { Plain = graph.Node("Not", [isZero]) } };
    }

    // A step counts where any of its values is not the mask's; the others become zero.
    private static KerasTensor Masking(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.FloatInput;
        var differs = graph.Node(
            "Not",
            [graph.Node("Equal", [graph.Plain(x), call.Scalar(call.Config.Number("mask_value") ?? 0)])]
        );
        var counts = graph.Node(
            "ReduceMax",
            [graph.Cast(differs, DataType.Int32), graph.Ints(-1)],
            OnnxAttribute.Of("keepdims", 0L)
        );
        var mask = new KerasTensor(DataType.Bool, [.. x.Shape.SkipLast(1)])
        {
            Plain = graph.Cast(counts, DataType.Bool),
        };
        var kept = graph.Unsqueeze(graph.Cast(mask.Plain, call.Type), -1);
        return call.Result(graph.Node("Mul", [graph.Plain(x), kept]), x.Shape) with { Mask = mask };
    }
}
