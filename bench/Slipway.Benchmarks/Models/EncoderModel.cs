using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Benchmarks.Models;

/// <summary>
/// A text encoder of BERT's kind, 4 layers: INT64 <c>input_ids</c> and <c>attention_mask</c> [batch, sequence] to
/// the mean over the tokens that are not masked, <c>y</c> FP32 [batch, 256].
/// </summary>
internal static class EncoderModel
{
    public const string Ids = "input_ids";
    public const string Mask = "attention_mask";
    public const int Vocabulary = 30_522;
    public const int Hidden = 256;

    private const int Layers = 4;
    private const int Heads = 4;
    private const int HeadSize = Hidden / Heads;
    private const int Inner = 1024;
    private const int MaxSequence = 512;

    public static OnnxGraphBuilder Build()
    {
        var graph = new OnnxGraphBuilder("encoder");
        var layers = new LayerBuilder(graph, seed: 1);
        var ids = graph.Input(Ids, DataType.Int64, "batch", "sequence");
        var mask = graph.Node(
            "Cast",
            [graph.Input(Mask, DataType.Int64, "batch", "sequence")],
            OnnxAttribute.Of("to", (long)DataType.Float)
        );

        var value = Embed(layers, ids);
        var penalty = Penalty(graph, mask);
        for (var i = 0; i < Layers; i++)
        {
            value = layers.LayerNormalization(graph.Node("Add", [value, Attention(layers, value, penalty)]), Hidden);
            value = layers.LayerNormalization(graph.Node("Add", [value, FeedForward(layers, value)]), Hidden);
        }

        Pool(graph, value, mask);
        return graph.Output("y", DataType.Float, "batch", Hidden);
    }

    private static string Embed(LayerBuilder layers, string ids)
    {
        var graph = layers.Graph;
        var words = graph.Node("Gather", [layers.Weights(Hidden, Vocabulary, Hidden), ids]);
        var length = graph.Node("Shape", [ids], OnnxAttribute.Of("start", 1));
        var positions = graph.Node(
            "Slice",
            [
                layers.Weights(Hidden, MaxSequence, Hidden),
                graph.Constant<long>([0], 1),
                length,
                graph.Constant<long>([0], 1),
            ]
        );
        return layers.LayerNormalization(graph.Node("Add", [words, positions]), Hidden);
    }

    // [batch, 1, 1, sequence]: 0 for a token that counts; so much for another that the softmax leaves nothing of it.
    private static string Penalty(OnnxGraphBuilder graph, string mask)
    {
        var missing = graph.Node("Sub", [graph.Constant(1f), mask]);
        var broad = graph.Node("Unsqueeze", [missing, graph.Constant<long>([1, 2], 2)]);
        return graph.Node("Mul", [broad, graph.Constant(-10_000f)]);
    }

    private static string Attention(LayerBuilder layers, string value, string penalty)
    {
        var graph = layers.Graph;
        var query = SplitHeads(layers, value, 0, 2, 1, 3);
        var key = SplitHeads(layers, value, 0, 2, 3, 1);
        var content = SplitHeads(layers, value, 0, 2, 1, 3);
        var scores = graph.Node("Mul", [graph.Node("MatMul", [query, key]), graph.Constant(1 / MathF.Sqrt(HeadSize))]);
        var weights = graph.Node("Softmax", [graph.Node("Add", [scores, penalty])], OnnxAttribute.Of("axis", -1));
        var mixed = graph.Node(
            "Transpose",
            [graph.Node("MatMul", [weights, content])],
            OnnxAttribute.Of("perm", [0, 2, 1, 3])
        );
        return layers.Dense(graph.Node("Reshape", [mixed, graph.Constant<long>([0, 0, Hidden], 3)]), Hidden, Hidden);
    }

    private static string SplitHeads(LayerBuilder layers, string value, params long[] order)
    {
        var graph = layers.Graph;
        var shape = graph.Constant<long>([0, 0, Heads, HeadSize], 4);
        var split = graph.Node("Reshape", [layers.Dense(value, Hidden, Hidden), shape]);
        return graph.Node("Transpose", [split], OnnxAttribute.Of("perm", order));
    }

    private static string FeedForward(LayerBuilder layers, string value) =>
        layers.Dense(layers.Graph.Node("Gelu", [layers.Dense(value, Hidden, Inner)]), Inner, Hidden);

    private static void Pool(OnnxGraphBuilder graph, string value, string mask)
    {
        var last = graph.Constant<long>([1], 1);
        var counted = graph.Node("Mul", [value, graph.Node("Unsqueeze", [mask, graph.Constant<long>([2], 1)])]);
        var sum = graph.Node("ReduceSum", [counted, last], OnnxAttribute.Of("keepdims", 0));
        var tokens = graph.Node("ReduceSum", [mask, last], OnnxAttribute.Of("keepdims", 1));
        // A row with everything masked is zeros, not 0/0.
        graph.Node("", "Div", [sum, graph.Node("Max", [tokens, graph.Constant(1f)])], ["y"]);
    }
}
