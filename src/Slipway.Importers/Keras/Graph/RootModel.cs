using System.Text.Json;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Graph;

/// <summary>Turns the outermost model of a file into a graph: its inputs, its layers, its outputs.</summary>
internal static class RootModel
{
    private const string BatchDim = "batch";

    public static ImportedModel Convert(KerasFile file, CancellationToken cancellationToken)
    {
        var definition = LayerDefinition.Parse(file.Config);
        if (!definition.IsModel)
        {
            throw new ImportException(
                ImportReasons.Unsupported,
                $"The model is of the class '{definition.ClassName}', not Sequential or Functional: what it computes is "
                    + "Python code, which is not in the file. Export it to ONNX with the framework, or serve it with the "
                    + "Python runtime.",
                [$"model '{definition.Name}' ({definition.ClassName}) is no Sequential or Functional model"]
            );
        }

        var builder = new OnnxGraphBuilder(definition.Name);
        var graph = new GraphWriter(builder);
        var converter = new LayerConverter(graph, file.Version, file.IsKeras2, cancellationToken)
        {
            Kernels = file.Kernels,
        };
        var (model, weights) = converter.Model(definition, "", file.Weights);
        var inputs = Inputs(definition, model, builder);
        var outputs = new ModelConverter(converter, "").Convert(model, weights, inputs);
        Refuse(converter);
        if (outputs.Count != model.Outputs.Count)
            throw Corrupt.File("some of the model's outputs are of no layer.");
        AddOutputs(graph, model, inputs, outputs);
        return new ImportedModel(
            file.Version is { } version ? $"keras {version}" : "keras",
            [new ImportedSignature(ImportedSignature.Default, builder)],
            converter.Steps
        )
        {
            Remarks = Remarks(file.Config),
        };
    }

    private static void Refuse(LayerConverter converter)
    {
        if (converter.Problems.Count == 0)
            return;
        throw new ImportException(
            ImportReasons.Unsupported,
            $"The model cannot be turned into ONNX: {string.Join("; ", converter.Problems)}. Export it to ONNX with the "
                + "framework, or serve it with the Python runtime.",
            [.. converter.Problems]
        );
    }

    private static List<KerasTensor> Inputs(
        LayerDefinition definition,
        ModelDefinition model,
        OnnxGraphBuilder builder
    ) =>
        model.IsSequential
            ? [Input(builder, SequentialInput(definition, model))]
            :
            [
                .. model.Inputs.Select(reference =>
                    Input(
                        builder,
                        model.Layers.FirstOrDefault(layer => layer.Name == reference.Layer) is { } layer
                            ? (layer.Name, Shape(layer.Config) ?? throw NoShape(layer.Name), layer.Config)
                            : throw Corrupt.File($"the model's input '{reference.Layer}' is not one of its layers.")
                    )
                ),
            ];

    // An input layer, or else what the first layer says of its input, or what the model was built with.
    private static (string Name, long?[] Shape, JsonElement Config) SequentialInput(
        LayerDefinition definition,
        ModelDefinition model
    )
    {
        if (model.Layers.Count == 0)
            throw Corrupt.File("the model has no layers.");
        var first = model.Layers[0];
        if (first.IsInput)
            return (first.Name, Shape(first.Config) ?? throw NoShape(first.Name), first.Config);
        var name = $"{first.Name}_input";
        for (var layer = first; ; )
        {
            if (Shape(layer.Config) is { } shape)
                return (name, shape, layer.Config);
            // A model in the place of the first layer has an input of its own; so has a wrapped layer.
            var list = layer.Config.ValueKind == JsonValueKind.Array ? layer.Config : Property(layer.Config, "layers");
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
                break;
            layer = LayerDefinition.Parse(list[0]);
        }

        foreach (var built in (JsonElement[])[definition.Config, Property(definition.Element, "build_config")])
        {
            if ((Dims(Property(built, "build_input_shape")) ?? Dims(Property(built, "input_shape"))) is { } shape)
                return (name, shape, first.Config);
        }

        throw NoShape(first.Name);
    }

    private static ImportException NoShape(string layer) =>
        new(
            ImportReasons.Corrupt,
            $"The shape of the model's input is not in the file (first layer '{layer}'): build the model, or call it once, "
                + "before it is saved."
        );

    private static KerasTensor Input(OnnxGraphBuilder builder, (string Name, long?[] Shape, JsonElement Config) input)
    {
        var name = DTypes.Name(Property(input.Config, "dtype")) ?? "float32";
        // Policies name more than a type.
        var type = DTypes.Parse(name.Replace("mixed_", "", StringComparison.Ordinal)) ?? DataType.Float;
        if (name.StartsWith("mixed_", StringComparison.Ordinal))
            type = DataType.Float;
        if (
            Property(input.Config, "sparse").ValueKind == JsonValueKind.True
            || Property(input.Config, "ragged").ValueKind == JsonValueKind.True
        )
        {
            throw new ImportException(
                ImportReasons.Unsupported,
                $"The input '{input.Name}' is sparse or ragged, which ONNX has no form for. Serve the model with the Python "
                    + "runtime.",
                [$"input '{input.Name}' is sparse or ragged"]
            );
        }

        // The number of samples is the caller's, whatever the model was built with.
        long?[] shape = [null, .. input.Shape.Skip(1)];
        builder.Input(input.Name, type, Declared(shape));
        return new KerasTensor(type, shape) { Plain = input.Name };
    }

    private static Dim[] Declared(IReadOnlyList<long?> shape) =>
        [
            .. shape.Select(
                (dim, axis) =>
                    dim is { } size ? size
                    : axis == 0 ? (Dim)BatchDim
                    : Dim.Free
            ),
        ];

    // Named for their layers; a layer that gives several, or that is an input too, gets numbers.
    private static void AddOutputs(
        GraphWriter graph,
        ModelDefinition model,
        IReadOnlyList<KerasTensor> inputs,
        IReadOnlyList<KerasTensor> outputs
    )
    {
        var taken = inputs.Select(input => input.Plain!).ToHashSet();
        for (var i = 0; i < outputs.Count; i++)
        {
            var (given, reference) = model.Outputs[i];
            var wanted = given ?? (reference.Layer.Length == 0 ? "output" : reference.Layer);
            var name = wanted;
            for (var number = 1; !taken.Add(name); number++)
            {
                name = $"{wanted}_{number}";
            }

            graph.Builder.Node("", "Identity", [graph.Plain(outputs[i])], [name]);
            graph.Builder.Output(name, outputs[i].Type, Declared(outputs[i].Shape));
        }
    }

    private static long?[]? Shape(JsonElement config) =>
        Dims(Property(config, "batch_shape"))
        ?? Dims(Property(config, "batch_input_shape"))
        // A wrapper's own shape is that of its input; the layer inside does not say it.
        ?? (Dims(Property(config, "input_shape")) is { } sample ? [null, .. sample] : null);

    private static long?[]? Dims(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(dim => dim.ValueKind == JsonValueKind.Null || Literals.Integer(dim) is >= 0)
            ?
            [
                .. list.EnumerateArray()
                    .Select(dim => dim.ValueKind == JsonValueKind.Null ? null : Literals.Integer(dim)),
            ]
            : null;

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string[] Remarks(JsonElement config)
    {
        var text = config.GetRawText();
        var remarks = new List<string>();
        if (text.Contains("bfloat16", StringComparison.Ordinal))
            remarks.Add("Layers that compute in bfloat16 compute in single precision here, which is finer.");
        if (text.Contains("\"float64\"", StringComparison.Ordinal))
            remarks.Add("Layers that compute in float64 compute in single precision here.");
        return [.. remarks];
    }
}
