using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

/// <summary>
/// Models of texts that look each token up in a table, so that a test says which token gives what. They take
/// <c>input_ids</c> and <c>attention_mask</c>, INT64 [batch, sequence].
/// </summary>
public static partial class TestModels
{
    /// <summary><c>logits</c> [batch, sequence, width]: the token's row of the table.</summary>
    /// <param name="table">A row for each id.</param>
    /// <param name="output">The output's name.</param>
    public static OnnxGraphBuilder TokenTable(float[][] table, string output = "logits")
    {
        var graph = new OnnxGraphBuilder("token_table");
        var (rows, _) = Looked(graph, table);
        graph.Node("", "Identity", [rows], [output]);
        return graph.Output(output, DataType.Float, "batch", "sequence", table[0].Length);
    }

    /// <summary><c>logits</c> [batch, width]: the mean of the tokens' rows.</summary>
    /// <param name="table">A row for each id.</param>
    public static OnnxGraphBuilder TextTable(float[][] table)
    {
        var graph = new OnnxGraphBuilder("text_table");
        var (rows, mask) = Looked(graph, table);
        var axis = graph.Constant<long>([1], 1);
        var sum = graph.Node("ReduceSum", [rows, axis], OnnxAttribute.Of("keepdims", 0L));
        var count = graph.Node("ReduceSum", [mask, axis], OnnxAttribute.Of("keepdims", 0L));
        graph.Node("", "Div", [sum, count], ["logits"]);
        return graph.Output("logits", DataType.Float, "batch", table[0].Length);
    }

    /// <summary><c>start_logits</c> and <c>end_logits</c> [batch, sequence]: the two numbers of the token's row.</summary>
    /// <param name="table">Two numbers for each id.</param>
    public static OnnxGraphBuilder SpanTable(float[][] table)
    {
        var graph = new OnnxGraphBuilder("span_table");
        var (rows, _) = Looked(graph, table);
        foreach (var (name, column) in new[] { ("start_logits", 0L), ("end_logits", 1L) })
        {
            graph.Node("", "Gather", [rows, graph.Constant(column)], [name], OnnxAttribute.Of("axis", 2L));
            graph.Output(name, DataType.Float, "batch", "sequence");
        }

        return graph;
    }

    /// <summary>
    /// <c>words</c> INT64 [batch, words] and <c>chars</c> [batch, words, <paramref name="characters"/>] to <c>logits</c> [batch,
    /// words, width]: the word's row of the table.
    /// </summary>
    /// <param name="table">A row for each id.</param>
    /// <param name="characters">Of each word; 0 for a model that takes words only.</param>
    public static OnnxGraphBuilder WordTable(float[][] table, int characters = 0)
    {
        var graph = new OnnxGraphBuilder("word_table");
        var words = graph.Input("words", DataType.Int64, "batch", "words");
        var rows = graph.Node("Gather", [Table(graph, table), words]);
        if (characters > 0)
        {
            var chars = graph.Input("chars", DataType.Int64, "batch", "words", characters);
            var sum = graph.Node("ReduceSum", [chars, graph.Constant<long>([2], 1)], OnnxAttribute.Of("keepdims", 1L));
            rows = graph.Node("Add", [rows, graph.Node("Mul", [Cast(graph, sum, DataType.Float), graph.Constant(0f)])]);
        }

        graph.Node("", "Identity", [rows], ["logits"]);
        return graph.Output("logits", DataType.Float, "batch", "words", table[0].Length);
    }

    private static (string Rows, string Mask) Looked(OnnxGraphBuilder graph, float[][] table)
    {
        var ids = graph.Input("input_ids", DataType.Int64, "batch", "sequence");
        var mask = Cast(graph, graph.Input("attention_mask", DataType.Int64, "batch", "sequence"), DataType.Float);
        var column = graph.Node("Unsqueeze", [mask, graph.Constant<long>([2], 1)]);
        return (graph.Node("Mul", [graph.Node("Gather", [Table(graph, table), ids]), column]), column);
    }

    private static string Table(OnnxGraphBuilder graph, float[][] table) =>
        graph.Constant<float>([.. table.SelectMany(row => row)], table.Length, table[0].Length);
}
