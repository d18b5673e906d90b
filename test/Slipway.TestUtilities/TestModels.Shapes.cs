using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

/// <summary>Models whose shapes, run time or inputs are out of the ordinary.</summary>
public static partial class TestModels
{
    /// <summary><c>x</c> FP32 [n] to <c>indices</c> INT64 [1, m], m being the number of values that are not zero.</summary>
    public static OnnxGraphBuilder NonZero()
    {
        var graph = new OnnxGraphBuilder("nonzero");
        graph.Node("", "NonZero", [graph.Input("x", DataType.Float, "n")], ["indices"]);
        return graph.Output("indices", DataType.Int64, 1, -1);
    }

    /// <summary><c>a</c> FP32 [rows, k] times <c>b</c> [k, columns] to <c>product</c> [rows, columns].</summary>
    public static OnnxGraphBuilder MatMul()
    {
        var graph = new OnnxGraphBuilder("matmul");
        var a = graph.Input("a", DataType.Float, "rows", "k");
        graph.Node("", "MatMul", [a, graph.Input("b", DataType.Float, "k", "columns")], ["product"]);
        return graph.Output("product", DataType.Float, "rows", "columns");
    }

    /// <summary>A model that says its output is [n] like its input, while it is [2n].</summary>
    public static OnnxGraphBuilder WrongOutputShape()
    {
        var graph = new OnnxGraphBuilder("liar");
        var x = graph.Input("x", DataType.Float, "n");

        // The repeats pass through a cast so that shape inference cannot see the truth at load time.
        var repeats = Cast(graph, graph.Input("repeats", DataType.Int32, 1), DataType.Int64);
        graph.Node("", "Tile", [x, repeats], ["y"]);
        return graph.Output("y", DataType.Float, "n");
    }

    /// <summary>
    /// An output <c>same</c> that is the graph's input itself, one <c>weights</c> that is an initializer itself, and
    /// a computed one, <c>twice</c>. All FP32 [3].
    /// </summary>
    public static OnnxGraphBuilder Passthrough()
    {
        var graph = new OnnxGraphBuilder("passthrough");
        var x = graph.Input("same", DataType.Float, 3);
        graph.Initializer(OnnxTensor.From("weights", [1f, 2f, 3f], 3));
        graph.Node("", "Add", [x, x], ["twice"]);
        graph.Output(x, DataType.Float, 3);
        graph.Output("weights", DataType.Float, 3);
        return graph.Output("twice", DataType.Float, 3);
    }

    /// <summary>
    /// Sums 1 for each of <c>iterations</c> (INT64 scalar) rounds of a Loop into <c>sum</c> (FP32 scalar): as slow as
    /// one asks for, in many short steps.
    /// </summary>
    public static OnnxGraphBuilder Slow()
    {
        var graph = new OnnxGraphBuilder("slow");
        var iterations = graph.Input("iterations", DataType.Int64);
        var start = graph.Constant(0f);
        var keepGoing = graph.Constant(true);

        var body = graph.Subgraph("body");
        body.Input("round", DataType.Int64);
        var going = body.Input("going", DataType.Bool);
        var sum = body.Input("sum_before", DataType.Float);
        body.Node("", "Identity", [going], ["still_going"]);
        body.Node("", "Add", [sum, body.Constant(1f)], ["sum_after"]);
        body.Output("still_going", DataType.Bool).Output("sum_after", DataType.Float);

        graph.Node("", "Loop", [iterations, keepGoing, start], ["sum"], OnnxAttribute.Of("body", body.BuildGraph()));
        return graph.Output("sum", DataType.Float);
    }

    /// <summary><c>table</c> FP32 [4] looked up at <c>index</c> INT64 [n]: an index of 4 is the data's fault.</summary>
    public static OnnxGraphBuilder Lookup()
    {
        var graph = new OnnxGraphBuilder("lookup");
        var table = graph.Constant<float>([10, 20, 30, 40], 4);
        graph.Node("", "Gather", [table, graph.Input("index", DataType.Int64, "n")], ["value"]);
        return graph.Output("value", DataType.Float, "n");
    }

    /// <summary><c>x</c> FP32 [2] times <c>factor</c> [1], which is 10 where the caller leaves it out.</summary>
    public static OnnxGraphBuilder OptionalInput()
    {
        var graph = new OnnxGraphBuilder("optional");
        var x = graph.Input("x", DataType.Float, 2);
        var factor = graph.OptionalInput(OnnxTensor.From("factor", [10f], 1), 1);
        graph.Node("", "Mul", [x, factor], ["y"]);
        return graph.Output("y", DataType.Float, 2);
    }
}
