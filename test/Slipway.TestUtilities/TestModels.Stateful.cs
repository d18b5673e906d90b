using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

/// <summary>Models that are served as stateful ones.</summary>
public static partial class TestModels
{
    /// <summary><c>x</c> FP32 [1] + <c>sum_before</c> to <c>y</c> and, the same again, <c>sum</c>.</summary>
    public static OnnxGraphBuilder Accumulator()
    {
        var graph = new OnnxGraphBuilder("accumulator");
        var x = graph.Input("x", DataType.Float, 1);
        graph.Node("", "Add", [x, graph.Input("sum_before", DataType.Float, 1)], ["y"]);
        graph.Node("", "Identity", ["y"], ["sum"]);
        return graph.Output("y", DataType.Float, 1).Output("sum", DataType.Float, 1);
    }

    /// <summary>Triton's <c>simple_sequence</c>: READY * (INPUT + START), INT32 [n, 1].</summary>
    public static OnnxGraphBuilder SimpleSequence()
    {
        var graph = new OnnxGraphBuilder("simple_sequence");
        var input = graph.Input("INPUT", DataType.Int32, -1, 1);
        var sum = graph.Node("Add", [input, graph.Input("START", DataType.Int32, -1, 1)]);
        graph.Node("", "Mul", [sum, graph.Input("READY", DataType.Int32, -1, 1)], ["OUTPUT"]);
        return graph.Output("OUTPUT", DataType.Int32, -1, 1);
    }

    /// <summary>
    /// Triton's <c>simple_dyna_sequence</c>: READY * (INPUT + START + END * CORRID), INT32 [n, 1], CORRID UINT64.
    /// </summary>
    public static OnnxGraphBuilder SimpleDynaSequence()
    {
        var graph = new OnnxGraphBuilder("simple_dyna_sequence");
        var input = graph.Input("INPUT", DataType.Int32, -1, 1);
        var started = graph.Node("Add", [input, graph.Input("START", DataType.Int32, -1, 1)]);
        var id = Cast(graph, graph.Input("CORRID", DataType.Uint64, -1, 1), DataType.Int32);
        var ended = graph.Node("Mul", [graph.Input("END", DataType.Int32, -1, 1), id]);
        var sum = graph.Node("Add", [started, ended]);
        graph.Node("", "Mul", [sum, graph.Input("READY", DataType.Int32, -1, 1)], ["OUTPUT"]);
        return graph.Output("OUTPUT", DataType.Int32, -1, 1);
    }
}
