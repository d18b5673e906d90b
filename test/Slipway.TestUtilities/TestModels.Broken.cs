using System.Runtime.InteropServices;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

/// <summary>Models that a server must refuse, or load with care.</summary>
public static partial class TestModels
{
    /// <summary>A node <c>com.example::Sparkle</c> that no engine knows.</summary>
    public static OnnxGraphBuilder CustomOperator()
    {
        var graph = new OnnxGraphBuilder("custom").Import("com.example", 1);
        graph.Node("com.example", "Sparkle", [graph.Input("x", DataType.Float, 1)], ["y"]);
        return graph.Output("y", DataType.Float, 1);
    }

    /// <summary>An operator set far beyond those of any engine.</summary>
    public static OnnxGraphBuilder UnsupportedOpset()
    {
        var graph = new OnnxGraphBuilder("future", opset: 4000);
        graph.Node("", "Relu", [graph.Input("x", DataType.Float, 1)], ["y"]);
        return graph.Output("y", DataType.Float, 1);
    }

    /// <summary>An input <c>items</c> that is a sequence of FP32 tensors; the output is its length.</summary>
    public static OnnxGraphBuilder SequenceInput()
    {
        var graph = new OnnxGraphBuilder("sequence");
        var items = graph.Input("items", OnnxTypes.Sequence(OnnxTypes.Tensor(DataType.Float, "n")));
        graph.Node("", "SequenceLength", [items], ["length"]);
        return graph.Output("length", DataType.Int64);
    }

    /// <summary>An output <c>y</c> of the 8-bit float type E4M3FN, which the protocol has no name for.</summary>
    public static OnnxGraphBuilder Float8Output()
    {
        var graph = new OnnxGraphBuilder("float8");
        graph.Node("", "Cast", [graph.Input("x", DataType.Float, 2)], ["y"], To(DataType.Float8E4M3Fn));
        return graph.Output("y", DataType.Float8E4M3Fn, 2);
    }

    /// <summary>
    /// <c>x</c> FP32 [4] plus weights that lie in the file at <paramref name="location"/>; see
    /// <see cref="ExternalWeights"/>.
    /// </summary>
    public static OnnxGraphBuilder ExternalData(string location)
    {
        var graph = new OnnxGraphBuilder("external");
        var x = graph.Input("x", DataType.Float, 4);
        var weights = graph.Initializer(External(location));
        graph.Node("", "Add", [x, weights], ["y"]);
        return graph.Output("y", DataType.Float, 4);
    }

    /// <summary>The same, with the reference hidden in a Constant inside the branches of an If.</summary>
    public static OnnxGraphBuilder ExternalDataInSubgraph(string location)
    {
        var graph = new OnnxGraphBuilder("external_inner");
        var x = graph.Input("x", DataType.Float, 4);
        var condition = graph.Input("condition", DataType.Bool);
        var branches = new GraphProto[2];
        for (var i = 0; i < branches.Length; i++)
        {
            var branch = graph.Subgraph($"branch_{i}");
            var weights = branch.Node("Constant", [], OnnxAttribute.Of("value", External(location)));
            branch.Output(branch.Node("Add", [x, weights]), DataType.Float, 4);
            branches[i] = branch.BuildGraph();
        }

        graph.Node(
            "",
            "If",
            [condition],
            ["y"],
            OnnxAttribute.Of("then_branch", branches[0]),
            OnnxAttribute.Of("else_branch", branches[1])
        );
        return graph.Output("y", DataType.Float, 4);
    }

    /// <summary>The same, with the reference hidden in a Constant inside a function of the model.</summary>
    public static OnnxGraphBuilder ExternalDataInFunction(string location)
    {
        var constant = new NodeProto { OpType = "Constant" };
        constant.Output.Add("weights");
        constant.Attribute.Add(OnnxAttribute.Of("value", External(location)));
        var add = new NodeProto { OpType = "Add" };
        add.Input.Add(["a", "weights"]);
        add.Output.Add("b");
        var function = new FunctionProto { Name = "AddWeights", Domain = "local" };
        function.Input.Add("a");
        function.Output.Add("b");
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxGraphBuilder.DefaultOpset });
        function.Node.Add([constant, add]);

        var graph = new OnnxGraphBuilder("external_function").Import("local", 1).Function(function);
        graph.Node("local", "AddWeights", [graph.Input("x", DataType.Float, 4)], ["y"]);
        return graph.Output("y", DataType.Float, 4);
    }

    /// <summary>The content of the file that the models above refer to: FP32 1, 2, 3, 4.</summary>
    public static byte[] ExternalWeights() => MemoryMarshal.AsBytes<float>([1, 2, 3, 4]).ToArray();

    private static TensorProto External(string location) =>
        OnnxTensor.External("weights", DataType.Float, location, 0, 16, 4);
}
