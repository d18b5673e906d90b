using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Attention of one head, with the product or the sum of query and key as its score.</summary>
internal static class AttentionLayers
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries["Attention"] = new LayerEntry(Map, MaskRule.Own);
        entries["AdditiveAttention"] = new LayerEntry(Map, MaskRule.Own);
    }

    /// <summary>What takes the place of scores that do not count.</summary>
    public static double Lowest(DataType type) => type == DataType.Float16 ? -3e4 : -1e9;

    private static KerasTensor[] Map(LayerCall call)
    {
        if (call.Inputs.Count is not (2 or 3))
            throw Corrupt.File($"layer '{call.Path}' takes a query, a value and a key.");
        var graph = call.Graph;
        var inputs = call.Inputs.Select(input => graph.Plain(graph.Cast(input, call.Type))).ToArray();
        var (query, value, key) = (inputs[0], inputs[1], inputs[^1] == inputs[1] ? inputs[1] : inputs[2]);
        var scores = Scores(call, query, key);
        var masks = Masks(call);
        var isCausal = call.Config.Flag("causal") || IsSet(call, "use_causal_mask");
        if (masks.Value is not null || isCausal)
        {
            var counts = masks.Value is { } mask ? graph.Unsqueeze(Booleans(graph, mask), 1) : null;
            if (isCausal)
                counts = And(graph, counts, Causal(graph, scores, call.Inputs[0].Rank));
            var lowest = call.Scalar(call.Type == DataType.Float16 ? 65504 : 1e9);
            var away = graph.Node("Mul", [graph.Cast(graph.Node("Not", [counts!]), call.Type), lowest]);
            scores = graph.Node("Sub", [scores, away]);
        }

        var weights = graph.Node("Softmax", [scores], OnnxAttribute.Of("axis", -1L));
        var y = graph.Node("MatMul", [weights, value]);
        if (masks.Query is { } rows)
            y = graph.Node("Where", [graph.Unsqueeze(Booleans(graph, rows), -1), y, call.Scalar(0)]);
        var result = call.Result(y, [.. call.Inputs[0].Shape.SkipLast(1), call.Inputs[1].Shape[^1]]) with
        {
            Mask = masks.Query,
        };
        return IsSet(call, "return_attention_scores")
            ? [result, call.Result(weights, [.. call.Inputs[0].Shape.SkipLast(1), call.Inputs[^1].Shape[^2]])]
            : [result];
    }

    private static string Scores(LayerCall call, string query, string key)
    {
        var graph = call.Graph;
        var scale = call.Config.Flag("use_scale", call.Definition.ClassName == "AdditiveAttention")
            ? call.Constant(call.Take("scale"))
            : null;
        var rank = call.Inputs[0].Rank;
        var mode = call.Config.Text("score_mode") ?? "dot";
        if (call.Definition.ClassName == "Attention" && mode == "dot")
        {
            long[] turned = [.. Enumerable.Range(0, rank - 2).Select(axis => (long)axis), rank - 1, rank - 2];
            var scores = graph.Node("MatMul", [query, graph.Transpose(key, turned)]);
            return scale is null ? scores : graph.Node("Mul", [scores, scale]);
        }

        var sum = graph.Node("Add", [graph.Unsqueeze(query, rank - 1), graph.Unsqueeze(key, rank - 2)]);
        var isAdditive = call.Definition.ClassName == "AdditiveAttention";
        if (!isAdditive && scale is not null)
            sum = graph.Node("Mul", [sum, scale]);
        var bent = graph.Node("Tanh", [sum]);
        if (isAdditive && scale is not null)
            bent = graph.Node("Mul", [bent, scale]);
        var total = graph.Node("ReduceSum", [bent, graph.Ints(-1)], OnnxAttribute.Of("keepdims", 0L));
        return isAdditive ? total : graph.Node("Mul", [total, call.Constant(call.Take("concat_score_weight"))]);
    }

    // Given as a list, or with the inputs.
    private static (KerasTensor? Query, KerasTensor? Value) Masks(LayerCall call)
    {
        if (!call.Named.ContainsKey("mask"))
            return (call.Inputs[0].Mask, call.Inputs[1].Mask);
        return call.Argument("mask") is CallValue.List { Items: [var query, var value, ..] }
            ? (query.Tensors.FirstOrDefault(), value.Tensors.FirstOrDefault())
            : (null, null);
    }

    public static bool IsSet(LayerCall call, string name) =>
        call.Argument(name) is CallValue.Literal { Value.ValueKind: System.Text.Json.JsonValueKind.True };

    public static string Booleans(GraphWriter graph, KerasTensor mask) => graph.Plain(graph.Cast(mask, DataType.Bool));

    public static string And(GraphWriter graph, string? left, string right) =>
        left is null ? right : graph.Node("And", [left, right]);

    /// <summary>Which columns each row of the last two axes may see: those up to itself.</summary>
    public static string Causal(GraphWriter graph, string scores, int rank)
    {
        var shape = graph.Node("Shape", [scores], OnnxAttribute.Of("start", (long)(rank == 4 ? 2 : rank - 2)));
        var ones = graph.Node("Expand", [graph.Scalar(DataType.Int32, 1), shape]);
        var lower = graph.Node("Trilu", [ones], OnnxAttribute.Of("upper", 0L));
        return graph.Cast(lower, DataType.Bool);
    }
}
