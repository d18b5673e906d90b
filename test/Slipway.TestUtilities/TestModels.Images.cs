using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

public static partial class TestModels
{
    /// <summary>
    /// <c>pixel_values</c> FP32 [batch, 3, size, size] to <c>logits</c> [batch, 3]: the mean of each channel, so that a red
    /// picture is of the first class, a green one of the second and a blue one of the third.
    /// </summary>
    public static OnnxGraphBuilder MeanColours(int size = 8)
    {
        var graph = new OnnxGraphBuilder("mean_colours");
        var pixels = graph.Input("pixel_values", DataType.Float, "batch", 3, size, size);
        var means = graph.Node("ReduceMean", [pixels, graph.Constant<long>([2, 3], 2)]);
        graph.Node("", "Reshape", [means, graph.Constant<long>([-1, 3], 2)], ["logits"]);
        return graph.Output("logits", DataType.Float, "batch", 3);
    }

    /// <summary>
    /// <c>pixel_values</c> FP32 [batch, 3, size, size] to DETR's outputs, of one query: a box of half the picture's width and
    /// height in its middle, whose logits are those of <see cref="MeanColours"/>.
    /// </summary>
    public static OnnxGraphBuilder MiddleBox(int size = 8)
    {
        var graph = new OnnxGraphBuilder("middle_box");
        var pixels = graph.Input("pixel_values", DataType.Float, "batch", 3, size, size);
        var means = graph.Node("ReduceMean", [pixels, graph.Constant<long>([2, 3], 2)]);
        graph.Node("", "Reshape", [means, graph.Constant<long>([-1, 1, 3], 3)], ["logits"]);
        var first = graph.Node("ReduceMean", [means, graph.Constant<long>([1], 1)]);
        var nothing = graph.Node(
            "Mul",
            [graph.Node("Reshape", [first, graph.Constant<long>([-1, 1, 1], 3)]), graph.Constant(0f)]
        );
        graph.Node("", "Add", [nothing, graph.Constant<float>([0.5f, 0.5f, 0.5f, 0.5f], 1, 1, 4)], ["pred_boxes"]);
        graph.Output("logits", DataType.Float, "batch", 1, 3);
        return graph.Output("pred_boxes", DataType.Float, "batch", 1, 4);
    }
}
