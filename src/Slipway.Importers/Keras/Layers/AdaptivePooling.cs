using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Layers;

/// <summary>
/// Pooling to a size: the windows of an axis begin at i · n / size, rounded down, and end at (i + 1) · n / size, rounded up.
/// One axis after the other: the mean of means over windows that make a grid is the mean, and so it is with the largest.
/// </summary>
internal static class AdaptivePooling
{
    private const int MostWindows = 4096;

    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var space = rank;
            entries.Add($"AdaptiveAveragePooling{rank}D", call => Pool(call, "ReduceMean", space), MaskRule.Ends);
            entries.Add($"AdaptiveMaxPooling{rank}D", call => Pool(call, "ReduceMax", space), MaskRule.Ends);
        }
    }

    private static KerasTensor Pool(LayerCall call, string op, int rank)
    {
        var graph = call.Graph;
        var sizes = call.Config.Integers("output_size") ?? throw call.Config.Wrong("output_size", "there");
        if (sizes.Length == 1)
            sizes = [.. Enumerable.Repeat(sizes[0], rank)];
        if (sizes.Length != rank || sizes.Any(size => size is <= 0 or > MostWindows))
            throw Corrupt.File($"the argument 'output_size' of layer '{call.Path}' does not fit its {rank} axes.");
        var window = new Window(call, sizes, null);
        var y = window.Input();
        for (var axis = 0; axis < rank; axis++)
        {
            var length = window.Space[axis] ?? throw new NotMappedException("pools a free size to a fixed one");
            if (length == sizes[axis])
                continue;
            var parts = new string[sizes[axis]];
            for (var i = 0L; i < parts.Length; i++)
            {
                var (start, end) = (i * length / sizes[axis], (((i + 1) * length) + sizes[axis] - 1) / sizes[axis]);
                parts[i] = graph.Node(op, [graph.Slice(y, start, end, axis + 2), graph.Ints(axis + 2)]);
            }

            y = graph.Concat(parts, axis + 2);
        }

        return window.Result(y, window.Channels, [.. sizes.Select(size => (long?)size)]);
    }
}
