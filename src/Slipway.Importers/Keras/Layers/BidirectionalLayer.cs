using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Layers;

/// <summary>A recurrent layer that is run in both directions, and what becomes of the two results.</summary>
internal static class BidirectionalLayer
{
    public static void Register(Dictionary<string, LayerEntry> entries) =>
        entries["Bidirectional"] = new LayerEntry(Map, MaskRule.Own);

    private static KerasTensor[] Map(LayerCall call)
    {
        var graph = call.Graph;
        var layer = call.InnerLayer("layer");
        var forward = Direction(call, layer, "forward");
        var backward = Direction(
            call,
            call.Config.Value("backward_layer") is { } other ? LayerDefinition.Parse(other) : Turn(call, layer),
            "backward"
        );
        var states = RecurrentLayers.States(call, 0, call.Inputs);
        var half = states.Count / 2;
        var y = RecurrentLayers.Map(forward, call.Inputs[0], call.Mask, [.. states.Take(half)], true);
        var back = RecurrentLayers.Map(backward, call.Inputs[0], call.Mask, [.. states.Skip(half)], true);
        LayerConverter.CheckKnown(forward);
        LayerConverter.CheckKnown(backward);
        if (y[0].Rank == 3)
            back[0] = new KerasTensor(back[0].Type, back[0].Shape) { Plain = graph.Reverse(back[0].Plain!, 1) };
        var mode = call.Definition.Config.TryGetProperty("merge_mode", out _)
            ? call.Config.Text("merge_mode")
            : "concat";
        KerasTensor[] merged = mode is null
            ? [y[0] with { Mask = null }, back[0] with { Mask = null }]
            : [Merge(graph, mode, y[0], back[0])];
        var mask = y[0].Mask;
        return [.. merged.Select(value => value with { Mask = mask }), .. y.Skip(1), .. back.Skip(1)];
    }

    private static KerasTensor Merge(GraphWriter graph, string mode, KerasTensor forward, KerasTensor backward) =>
        mode switch
        {
            "concat" => Merging.Join(graph, [forward, backward], forward.Rank - 1),
            "sum" => Broadcasting.Binary(graph, "Add", forward, backward),
            "mul" => Broadcasting.Binary(graph, "Mul", forward, backward),
            "ave" => GraphWriter.Map(
                Broadcasting.Binary(graph, "Add", forward, backward),
                x => graph.Node("Mul", [x, graph.Scalar(forward.Type, 0.5)])
            ),
            _ => throw new NotMappedException($"has the merge_mode '{mode}'"),
        };

    private static LayerCall Direction(LayerCall call, LayerDefinition layer, string name) =>
        new(
            layer,
            $"{call.Path}/{name}_layer",
            Weights(call, name),
            [],
            new Dictionary<string, CallValue>(),
            call.Converter
        );

    private static Weights.IWeightScope Weights(LayerCall call, string name) =>
        call.Weights.Child($"{name}_layer", $"{name}_");

    // The same layer in the other order.
    private static LayerDefinition Turn(LayerCall call, LayerDefinition layer)
    {
        var config = JsonObject.Create(layer.Config) ?? throw Corrupt.File($"layer '{call.Path}' has no arguments.");
        config["go_backwards"] = !(config["go_backwards"]?.GetValueKind() == JsonValueKind.True);
        using var document = JsonDocument.Parse(config.ToJsonString());
        return layer with { Config = document.RootElement.Clone() };
    }
}
