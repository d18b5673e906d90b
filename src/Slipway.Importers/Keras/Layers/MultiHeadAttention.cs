using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Attention of several heads, over all axes between the batch and the features.</summary>
internal static class MultiHeadAttention
{
    private static readonly string[] Sizes =
    [
        "query_shape",
        "value_shape",
        "key_shape",
        "num_heads",
        "key_dim",
        "value_dim",
        "output_shape",
        "head_dim",
        "num_query_heads",
        "num_key_value_heads",
    ];

    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries["MultiHeadAttention"] = new LayerEntry(Map, MaskRule.Passes);
        entries["GroupedQueryAttention"] = new LayerEntry(Map, MaskRule.Passes);
        // What it was called first.
        entries["GroupQueryAttention"] = new LayerEntry(Map, MaskRule.Passes);
    }

    private static KerasTensor[] Map(LayerCall call)
    {
        // Query, value and key came in this order; the key is the value where there is none.
        var query = call.Tensor("query", 0) ?? throw Corrupt.File($"layer '{call.Path}' has no query.");
        var value = call.Tensor("value", 1) ?? throw Corrupt.File($"layer '{call.Path}' has no value.");
        var key = call.Tensor("key", 2);
        foreach (var name in Sizes)
        {
            call.Config.Value(name);
        }

        Check(call, query, value);
        var graph = call.Graph;
        var q = Heads(call, query, "query");
        var k = Shared(call, Heads(call, key ?? value, "key"), q.Count);
        var v = Shared(call, Heads(call, value, "value"), q.Count);
        var scale = call.Scalar(1 / Math.Sqrt(q.Size));
        var scores = graph.Node("MatMul", [graph.Node("Mul", [q.Name, scale]), graph.Transpose(k.Name, 0, 1, 3, 2)]);
        var mask = Mask(call, query, value, key, scores);
        if (mask is not null)
            scores = graph.Node("Where", [mask, scores, call.Scalar(AttentionLayers.Lowest(call.Type))]);
        var weights = graph.Node("Softmax", [scores], OnnxAttribute.Of("axis", -1L));
        // [batch, heads, steps, size] to [batch, steps, heads * size]
        var mixed = graph.Transpose(graph.Node("MatMul", [weights, v.Name]), 0, 2, 1, 3);
        var joined = graph.Reshape(mixed, 0, 0, v.Count * v.Size);
        if (call.Config.Flag("use_gate"))
            joined = graph.Node("Mul", [joined, graph.Node("Sigmoid", [Flat(call, query, "gate").Name])]);
        var y = Project(call, joined, v.Count * v.Size);
        if (query.Rank > 3)
            y.Name = graph.Node("Reshape", [y.Name, Behind(graph, query, y.Size)]);
        var result = call.Result(y.Name, [.. query.Shape.SkipLast(1), y.Size]);
        return AttentionLayers.IsSet(call, "return_attention_scores")
            ? [result, call.Result(weights, query.Shape[0], v.Count, query.Shape[1], value.Shape[1])]
            : [result];
    }

    private static void Check(LayerCall call, KerasTensor query, KerasTensor value)
    {
        var axes = (
            call.Config.Integers("attention_axes")
            ?? [.. Enumerable.Range(1, query.Rank - 2).Select(axis => (long)axis)]
        )
            .Select(axis => axis < 0 ? axis + query.Rank : axis)
            .Order();
        if (query.Rank < 3 || query.Rank != value.Rank)
            throw Corrupt.File($"layer '{call.Path}' is called with {query} and {value}.");
        if (!axes.SequenceEqual(Enumerable.Range(1, query.Rank - 2).Select(axis => (long)axis)))
            throw new NotMappedException("attends over some of the axes only (attention_axes)");
        if (query.Rank > 3 && AttentionLayers.IsSet(call, "return_attention_scores"))
            throw new NotMappedException("returns scores over several axes");
    }

    // Groups of heads have one key and one value: each is there for all heads of its group.
    private static (string Name, long Count, long Size) Shared(
        LayerCall call,
        (string Name, long Count, long Size) heads,
        long count
    )
    {
        if (heads.Count == count)
            return heads;
        if (heads.Count <= 0 || count % heads.Count != 0)
            throw Corrupt.File($"layer '{call.Path}' has {count} heads for {heads.Count} keys.");
        long[] groups = [.. Enumerable.Range(0, (int)count).Select(head => head / (count / heads.Count))];
        var name = call.Graph.Node("Gather", [heads.Name, call.Graph.Ints(groups)], OnnxAttribute.Of("axis", 1L));
        return (name, count, heads.Size);
    }

    // [batch, steps…, features] to [batch, heads, steps, size]
    private static (string Name, long Count, long Size) Heads(LayerCall call, KerasTensor x, string name)
    {
        var (flat, count, size) = Flat(call, x, name);
        return (call.Graph.Transpose(call.Graph.Reshape(flat, 0, 0, count, size), 0, 2, 1, 3), count, size);
    }

    // [batch, steps…, features] to [batch, steps, heads * size]
    private static (string Name, int Count, int Size) Flat(LayerCall call, KerasTensor x, string name)
    {
        var graph = call.Graph;
        var dense = call with { Weights = call.Weights.Child($"{name}_dense", name) };
        var kernel = dense.Take("kernel");
        if (kernel.Shape.Length != 3)
            throw Corrupt.File($"the kernel '{name}' of layer '{call.Path}' has {kernel.Shape.Length} axes.");
        var (features, count, size) = (kernel.Shape[0], kernel.Shape[1], kernel.Shape[2]);
        var flat = graph.Plain(graph.Cast(x, call.Type));
        if (x.Rank > 3)
            flat = graph.Reshape(flat, 0, -1, features);
        var y = graph.Node(
            "MatMul",
            [flat, call.Constant(kernel, name, weight => weight.Reshape(features, count * size))]
        );
        if (call.Config.Flag("use_bias", true))
            y = graph.Node("Add", [y, call.Constant(dense.Take("bias"), name, weight => weight.Reshape(count * size))]);
        return (y, count, size);
    }

    private static (string Name, long Size) Project(LayerCall call, string joined, long width)
    {
        var dense = call with { Weights = call.Weights.Child("output_dense", "attention_output") };
        var kernel = dense.Take("kernel");
        var size = (int)(kernel.Values.Length / width);
        var y = call.Graph.Node(
            "MatMul",
            [joined, call.Constant(kernel, "output", weight => weight.Reshape((int)width, size))]
        );
        if (call.Config.Flag("use_bias", true))
            y = call.Graph.Node(
                "Add",
                [y, call.Constant(dense.Take("bias"), "output", weight => weight.Reshape(size))]
            );
        return (y, size);
    }

    // [batch, 1, steps of the query, steps of the value], as far as it is known.
    private static string? Mask(LayerCall call, KerasTensor query, KerasTensor value, KerasTensor? key, string scores)
    {
        var graph = call.Graph;
        string? mask = null;
        if (MaskOf(call, "query_mask", query) is { } rows)
            mask = graph.Unsqueeze(AttentionLayers.Booleans(graph, rows), 1, 3);
        foreach (
            var columns in (KerasTensor?[])
                [MaskOf(call, "value_mask", value), key is null ? null : MaskOf(call, "key_mask", key)]
        )
        {
            if (columns is not null)
            {
                var wide = graph.Unsqueeze(AttentionLayers.Booleans(graph, columns), 1, 2);
                mask = AttentionLayers.And(graph, mask, wide);
            }
        }

        if (AttentionLayers.IsSet(call, "use_causal_mask"))
            mask = AttentionLayers.And(graph, mask, AttentionLayers.Causal(graph, scores, 4));
        if (call.Tensor("attention_mask", 6) is not { } given)
            return mask;
        var booleans = AttentionLayers.Booleans(graph, given);
        return AttentionLayers.And(graph, mask, given.Rank == 3 ? graph.Unsqueeze(booleans, 1) : booleans);
    }

    private static KerasTensor? MaskOf(LayerCall call, string name, KerasTensor value) =>
        call.Named.ContainsKey(name) ? call.Tensor(name) : value.Mask;

    private static string Behind(GraphWriter graph, KerasTensor query, long size) =>
        graph.Concat(
            [
                graph.Node("Shape", [graph.Plain(query)], OnnxAttribute.Of("start", 0L), OnnxAttribute.Of("end", -1L)),
                graph.Ints(size),
            ],
            0
        );
}
