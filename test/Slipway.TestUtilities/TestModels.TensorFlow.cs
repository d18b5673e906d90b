using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

/// <summary>Models shaped as TensorFlow Serving's own examples.</summary>
public static partial class TestModels
{
    /// <summary>
    /// TensorFlow Serving's <c>half_plus_two</c>: FP32 <c>x</c> to <c>y</c> = x / 2 + 2, of the same shape.
    /// </summary>
    /// <param name="plus">What is added; another number makes versions that tell themselves apart.</param>
    /// <param name="dims">The shape; default [batch, 1].</param>
    public static OnnxGraphBuilder HalfPlusTwo(float plus = 2, params ReadOnlySpan<Dim> dims)
    {
        if (dims.IsEmpty)
            dims = ["batch", 1];
        var graph = new OnnxGraphBuilder("half_plus_two");
        var half = graph.Node("Mul", [graph.Input("x", DataType.Float, dims), graph.Constant(0.5f)]);
        graph.Node("", "Add", [half, graph.Constant(plus)], ["y"]);
        return graph.Output("y", DataType.Float, dims);
    }
}
