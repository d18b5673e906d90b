using System.Text.Json;
using Slipway.Importers.Keras.Graph;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Zeros around, and cutting off, on the axes of space. Padding stays in the layout that is there.</summary>
internal static class Padding
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var space = rank;
            entries.Add($"ZeroPadding{rank}D", call => Pad(call, space), MaskRule.Ends);
            entries.Add($"Cropping{rank}D", call => Crop(call, space), MaskRule.Ends);
        }
    }

    private static KerasTensor Pad(LayerCall call, int rank)
    {
        var pairs = Pairs(call, "padding", rank, 1);
        var x = call.Input;
        return Apply(
            call,
            pairs,
            +1,
            (name, first) =>
            {
                long[] before = [.. Enumerable.Repeat(0L, first), .. pairs.Select(pair => pair.Before)];
                long[] after = [.. Enumerable.Repeat(0L, first), .. pairs.Select(pair => pair.After)];
                var rest = Enumerable.Repeat(0L, x.Rank - first - rank);
                return call.Graph.Node(
                    "Pad",
                    [name, call.Graph.Ints([.. before, .. rest, .. after, .. rest]), call.Graph.Scalar(x.Type, 0)]
                );
            }
        );
    }

    private static KerasTensor Crop(LayerCall call, int rank)
    {
        var pairs = Pairs(call, "cropping", rank, rank == 1 ? 1 : 0);
        return Apply(
            call,
            pairs,
            -1,
            (name, first) =>
                call.Graph.Node(
                    "Slice",
                    [
                        name,
                        call.Graph.Ints([.. pairs.Select(pair => pair.Before)]),
                        call.Graph.Ints([.. pairs.Select(pair => pair.After == 0 ? long.MaxValue : -pair.After)]),
                        call.Graph.Ints([.. Enumerable.Range(first, rank).Select(axis => (long)axis)]),
                    ]
                )
        );
    }

    // The function takes a name and the first axis of space in its layout.
    private static KerasTensor Apply(
        LayerCall call,
        List<(long Before, long After)> pairs,
        int sign,
        Func<string, int, string> function
    )
    {
        var x = call.Input;
        var isFirst = call.Config.Text("data_format") == "channels_first";
        var shape = x.Shape.ToArray();
        for (var i = 0; i < pairs.Count; i++)
        {
            shape[(isFirst ? 2 : 1) + i] += sign * (pairs[i].Before + pairs[i].After);
        }

        return !isFirst && x.ChannelsFirst is { } first
            ? new KerasTensor(x.Type, shape) { ChannelsFirst = function(first, 2) }
            : new KerasTensor(x.Type, shape) { Plain = function(call.Graph.Plain(x), isFirst ? 2 : 1) };
    }

    // One number for all, one for each axis, or two for each axis.
    private static List<(long Before, long After)> Pairs(LayerCall call, string name, int rank, long standard)
    {
        if (call.Config.Value(name) is not { } value)
            return [.. Enumerable.Repeat((standard, standard), rank)];
        if (Literals.Integer(value) is { } one)
            return Checked([.. Enumerable.Repeat((one, one), rank)]);
        if (rank == 1 && Literals.Integers(value) is [var before, var after])
            return Checked([(before, after)]);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != rank)
            throw call.Config.Wrong(name, "sizes for each axis");
        return Checked([
            .. value
                .EnumerateArray()
                .Select(item =>
                    Literals.Integers(item) switch
                    {
                        [var both] => (both, both),
                        [var left, var right] => (left, right),
                        _ => throw call.Config.Wrong(name, "sizes for each axis"),
                    }
                ),
        ]);

        List<(long Before, long After)> Checked(List<(long Before, long After)> pairs) =>
            pairs.TrueForAll(pair => pair is { Before: >= 0 and < int.MaxValue, After: >= 0 and < int.MaxValue })
                ? pairs
                : throw call.Config.Wrong(name, "sizes for each axis");
    }
}
