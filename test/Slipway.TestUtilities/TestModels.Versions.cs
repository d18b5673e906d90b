using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

/// <summary>Models whose answers tell which version gave them.</summary>
public static partial class TestModels
{
    /// <summary><c>x</c> FP32 [-1] to <c>y</c>, each plus <paramref name="constant"/>.</summary>
    public static OnnxGraphBuilder Plus(float constant)
    {
        var graph = new OnnxGraphBuilder("plus");
        graph.Node("", "Add", [graph.Input("x", DataType.Float, "n"), graph.Constant(constant)], ["y"]);
        return graph.Output("y", DataType.Float, "n");
    }
}
