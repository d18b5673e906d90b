using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Pooling over windows. Averages leave out what is padded, in the framework and in ONNX.</summary>
internal static class Pooling
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var space = rank;
            entries.Add($"MaxPooling{rank}D", call => Pool(call, "MaxPool", space), MaskRule.Ends);
            entries.Add($"MaxPool{rank}D", call => Pool(call, "MaxPool", space), MaskRule.Ends);
            entries.Add($"AveragePooling{rank}D", call => Pool(call, "AveragePool", space), MaskRule.Ends);
            entries.Add($"AvgPool{rank}D", call => Pool(call, "AveragePool", space), MaskRule.Ends);
        }
    }

    private static KerasTensor Pool(LayerCall call, string op, int rank)
    {
        var size = call.Config.Integers("pool_size") ?? call.Config.Integers("pool_length") ?? [2];
        if (size.Length == 1)
            size = [.. Enumerable.Repeat(size[0], rank)];
        if (size.Length != rank || size.Any(side => side is <= 0 or > int.MaxValue))
            throw Corrupt.File($"the argument 'pool_size' of layer '{call.Path}' does not fit its {rank} axes.");
        var window = new Window(call, size, call.Config.Integers("strides") ?? size);
        var y = call.Graph.Node(op, [window.Input()], window.Attributes().ToArray());
        return window.Result(y, window.Channels, window.ResultSpace());
    }
}
