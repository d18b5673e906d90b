using Slipway.Importers.Results;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Tests.Results;

public sealed class AdvisoryShapesTests
{
    [Fact]
    public void TakeFrom_ComputationElementByElement_TakesShapesOfInputsAndOutputs()
    {
        var graph = new OnnxGraphBuilder("half");
        var x = graph.Input("x", DataType.Float, Dim.Free, 1);
        var half = graph.Node("Mul", [x, graph.Constant(0.5f)]);
        graph.Node("", "Add", [half, graph.Constant(2f)], ["y"]);
        graph.Output("y", DataType.Float, Dim.Free, 1);
        var model = graph.Build();

        var shapes = AdvisoryShapes.TakeFrom(model.Graph);

        shapes.Should().HaveCount(2);
        shapes["x"].Should().Equal(-1, 1);
        shapes["y"].Should().Equal(-1, 1);
        model.Graph.Input[0].Type.TensorType.Shape.Should().BeNull();
    }

    [Fact]
    public void TakeFrom_ComputationThatNeedsAShape_TakesNone()
    {
        var graph = new OnnxGraphBuilder("product");
        var x = graph.Input("x", DataType.Float, Dim.Free, 1);
        graph.Node("", "MatMul", [x, graph.Constant([2f], 1, 1)], ["y"]);
        graph.Output("y", DataType.Float, Dim.Free, 1);
        var model = graph.Build();

        AdvisoryShapes.TakeFrom(model.Graph).Should().BeEmpty();
        model.Graph.Input[0].Type.TensorType.Shape.Dim.Should().HaveCount(2);
    }
}
