using Google.Protobuf;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Loops that are circles in the graph, as TensorFlow 1 writes them.</summary>
public sealed class LoopFramesTests
{
    [Fact]
    public void Loop_WithArrays_ReadsAndWritesAStepATurn()
    {
        // y[t] = x[0] + … + x[t], and the last sum; what dynamic_rnn does with its cell.
        var graph = new TestGraph().Input("x", DataType.DtFloat, -1, 2).Constant("zero", TestGraph.Tensor([0]));
        graph
            .Constant("one", TestGraph.Tensor([1]))
            .Constant("start", TestGraph.Tensor([0f, 0f], 2))
            .Node("shape", "Shape", ["x"])
            .Node("length", "Gather", ["shape", "zero"])
            .Node("range", "Range", ["zero", "length", "one"])
            .Node("in", "TensorArrayV3", ["length"], ("dtype", Float), ("element_shape", Vector))
            .Node("filled", "TensorArrayScatterV3", ["in", "range", "x", "in:1"])
            .Node("out", "TensorArrayV3", ["length"], ("dtype", Float), ("element_shape", Vector));
        Variable(graph, "i", "zero");
        Variable(graph, "sum", "start");
        Variable(graph, "list", "out:1");
        foreach (var (name, value) in new[] { ("n", "length"), ("flow", "filled"), ("hin", "in"), ("hout", "out") })
        {
            graph.Node(
                name,
                "Enter",
                [value],
                ("frame_name", Text("loop")),
                ("is_constant", new AttrValue { B = true })
            );
        }

        graph
            .Node("less", "Less", ["i/merge", "n"])
            .Node("goes", "LoopCond", ["less"])
            .Constant("inside", TestGraph.Tensor([1]))
            .Node("i/body", "Add", ["i/switch:1", "inside"])
            .Node("read", "TensorArrayReadV3", ["hin", "i/switch:1", "flow"], ("dtype", Float))
            .Node("sum/body", "Add", ["sum/switch:1", "read"])
            .Node("list/body", "TensorArrayWriteV3", ["hout", "i/switch:1", "sum/body", "list/switch:1"])
            .Node("size", "TensorArraySizeV3", ["out", "list/exit"])
            .Node("places", "Range", ["zero", "size", "one"])
            .Node("y", "TensorArrayGatherV3", ["out", "places", "list/exit"], ("dtype", Float))
            .Output("steps", "y")
            .Output("last", "sum/exit");

        var results = graph.Run(("x", TestGraph.Array([1f, 10, 2, 20, 3, 30], 3, 2)));

        results["steps"].Shape.Should().Equal(3, 2);
        results["steps"].Values.Should().Equal(1, 10, 3, 30, 6, 60);
        results["last"].Values.Should().Equal(6, 60);
    }

    [Fact]
    public void Loop_InALoop_SeesTheVariablesAround()
    {
        // for i in 0..n: for j in 0..i: total += i + base
        var graph = new TestGraph().Input("n", DataType.DtInt32).Constant("zero", TestGraph.Tensor([0]));
        graph.Constant("base", TestGraph.Tensor([100]));
        Variable(graph, "i", "zero", "outer");
        Variable(graph, "total", "zero", "outer");
        Constant(graph, "limit", "n", "outer");
        Constant(graph, "base1", "base", "outer");
        graph.Node("i/less", "Less", ["i/merge", "limit"]).Node("outer/goes", "LoopCond", ["i/less"]);
        graph.Constant("one", TestGraph.Tensor([1]));
        graph.Node("i/body", "AddV2", ["i/switch:1", "one"]);
        Variable(graph, "j", "zero", "inner");
        Variable(graph, "part", "total/switch:1", "inner");
        Constant(graph, "until", "i/switch:1", "inner");
        Constant(graph, "base2", "base1", "inner");
        graph
            .Node("j/less", "Less", ["j/merge", "until"])
            .Node("inner/goes", "LoopCond", ["j/less"])
            .Constant("step", TestGraph.Tensor([1]))
            .Node("j/body", "AddV2", ["j/switch:1", "step"])
            .Node("more", "AddV2", ["until", "base2"])
            .Node("part/body", "AddV2", ["part/switch:1", "more"])
            .Node("total/body", "Identity", ["part/exit"])
            .Output("y", "total/exit", DataType.DtInt32);

        var y = graph.Run(("n", TestGraph.Array([4])))["y"];

        // i = 1: 101; 2: 2 · 102; 3: 3 · 103.
        y.Values.Should().Equal(614);
    }

    [Fact]
    public void Loop_WhoseVariableNeverChanges_IsSeenThrough()
    {
        var graph = new TestGraph().Input("x", DataType.DtFloat, -1).Constant("zero", TestGraph.Tensor([0]));
        Variable(graph, "i", "zero");
        Variable(graph, "same", "x");
        Variable(graph, "y", "x");
        graph
            .Constant("three", TestGraph.Tensor([3]))
            .Node("less", "Less", ["i/merge", "three"])
            .Node("goes", "LoopCond", ["less"])
            .Constant("one", TestGraph.Tensor([1]))
            .Node("i/body", "Add", ["i/switch:1", "one"])
            .Node("same/body", "Identity", ["same/switch:1"])
            .Node("y/body", "Mul", ["y/switch:1", "same/switch:1"])
            .Output("y", "y/exit");

        graph.Run(("x", TestGraph.Array([2f, 3], 2)))["y"].Values.Should().Equal(16, 81);
    }

    private static readonly AttrValue Float = new() { Type = DataType.DtFloat };

    private static readonly AttrValue Vector = new() { Shape = TestGraph.Shape([2]) };

    private static void Constant(TestGraph graph, string name, string value, string frame) =>
        graph.Node(name, "Enter", [value], ("frame_name", Text(frame)), ("is_constant", new AttrValue { B = true }));

    private static void Variable(TestGraph graph, string name, string start, string frame = "loop") =>
        graph
            .Node($"{name}/enter", "Enter", [start], ("frame_name", Text(frame)))
            .Node($"{name}/merge", "Merge", [$"{name}/enter", $"{name}/next"])
            .Node($"{name}/switch", "Switch", [$"{name}/merge", frame == "loop" ? "goes" : $"{frame}/goes"])
            .Node($"{name}/next", "NextIteration", [$"{name}/body"])
            .Node($"{name}/exit", "Exit", [$"{name}/switch"]);

    private static AttrValue Text(string text) => new() { S = ByteString.CopyFromUtf8(text) };
}
