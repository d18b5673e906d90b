using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>A layer that is applied to each step of its input: steps become samples for it.</summary>
internal static class TimeDistributedLayer
{
    public static void Register(Dictionary<string, LayerEntry> entries) =>
        entries["TimeDistributed"] = new LayerEntry(Map, MaskRule.Own);

    private static KerasTensor[] Map(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.Input;
        if (x.Rank < 2)
            throw Corrupt.File($"layer '{call.Path}' is called with {x}, which has no steps.");
        var layer = call.InnerLayer("layer");
        var plain = graph.Plain(x);
        var samples = new KerasTensor(x.Type, [null, .. x.Shape.Skip(2)])
        {
            Plain = graph.Node("Reshape", [plain, Behind(graph, graph.Ints(-1), plain, 2)]),
        };
        var outputs = call.Inner(layer, call.Weights.Child("layer", ""), samples);
        if (outputs.Count != 1)
            throw new NotMappedException($"applies the layer '{layer}', which cannot be mapped");
        var y = graph.Plain(outputs[0]);
        var steps = graph.Node("Shape", [plain], OnnxAttribute.Of("end", 2L));
        var result = graph.Node("Reshape", [y, Behind(graph, steps, y, 1)]);
        return
        [
            new KerasTensor(outputs[0].Type, [x.Shape[0], x.Shape[1], .. outputs[0].Shape.Skip(1)])
            {
                Plain = result,
                Mask = call.Converter.RecurrentPassesMask ? call.Mask : null,
            },
        ];
    }

    private static string Behind(GraphWriter graph, string first, string value, long start) =>
        graph.Concat([first, graph.Node("Shape", [value], OnnxAttribute.Of("start", start))], 0);
}
