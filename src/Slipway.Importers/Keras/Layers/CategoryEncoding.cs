using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Numbers of categories as vectors.</summary>
internal static class CategoryEncoding
{
    public static void Register(Dictionary<string, LayerEntry> entries) =>
        entries.Add(
            "CategoryEncoding",
            call =>
                Encode(
                    call,
                    call.Input,
                    call.Config.Text("output_mode") ?? "multi_hot",
                    call.Config.Integer("num_tokens") ?? throw call.Config.Wrong("num_tokens", "there")
                ),
            MaskRule.Ends
        );

    /// <summary>Encodes categories in one of the framework's modes.</summary>
    public static KerasTensor Encode(LayerCall call, KerasTensor categories, string mode, long count)
    {
        if (call.Config.Flag("sparse"))
            throw new NotMappedException("has a sparse result (sparse=True)");
        var graph = call.Graph;
        if (mode == "int")
            return categories;
        if (count is <= 0 or > int.MaxValue)
            throw Corrupt.File($"layer '{call.Path}' has {count} categories.");
        var ids = graph.Cast(categories, DataType.Int64);
        var name = graph.Plain(ids);
        IReadOnlyList<long?> shape = ids.Shape;
        if (mode == "one_hot" && shape.Count > 1 && shape[^1] == 1)
        {
            name = graph.Squeeze(name, -1);
            shape = [.. shape.SkipLast(1)];
        }

        var all = graph.Node(
            "Range",
            [graph.Scalar(DataType.Int64, 0), graph.Scalar(DataType.Int64, count), graph.Scalar(DataType.Int64, 1)]
        );
        var hot = graph.Cast(graph.Node("Equal", [graph.Unsqueeze(name, -1), all]), DataType.Float);
        var axis = (long)Math.Max(shape.Count - 1, 0);
        var (reduced, dims) = mode switch
        {
            "one_hot" => (hot, (IReadOnlyList<long?>)[.. shape, count]),
            "multi_hot" => (Reduce("ReduceMax"), [.. shape.SkipLast(1), count]),
            "count" => (Reduce("ReduceSum"), [.. shape.SkipLast(1), count]),
            _ => throw new NotMappedException($"has the output_mode '{mode}'"),
        };
        return graph.Cast(new KerasTensor(DataType.Float, dims) { Plain = reduced }, call.Type);

        string Reduce(string op) => graph.Node(op, [hot, graph.Ints(axis)], OnnxAttribute.Of("keepdims", 0L));
    }
}
