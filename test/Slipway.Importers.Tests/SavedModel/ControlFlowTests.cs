using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Calls, branches, loops and the lists of recurrent layers.</summary>
public sealed class ControlFlowTests
{
    [Fact]
    public void Call_OfCalls_IsInlinedWithNamedOutputs()
    {
        var answers = new TestGraph()
            .Input("x", DataType.DtFloat, -1)
            .Function("inner", ["a"], [Node("two", "Neg", ["a"])], "two:y:0", "a")
            .Function(
                "outer",
                ["b"],
                [
                    Node("call", "StatefulPartitionedCall", ["b"], ("f", TestGraph.Calls("inner"))),
                    Node("sum", "Sub", ["call:output:1", "call:output:0"]),
                ],
                "sum:z:0"
            )
            .Node("run", "PartitionedCall", ["x"], ("f", TestGraph.Calls("outer")))
            .Output("y", "run:0")
            .Run(("x", TestGraph.Array([3f], 1)));
        answers["y"].Values.Should().Equal(6);
    }

    [Fact]
    public void OutputsOfFunctions_OfOperationsWithSeveral_AreFoundByName()
    {
        var answers = new TestGraph()
            .Input("x", DataType.DtFloat, -1)
            .Function("best", ["a", "k"], [Node("top", "TopKV2", ["a", "k"])], "top:indices:0")
            .Constant("k", TestGraph.Tensor([1]))
            .Node("call", "best", ["x", "k"])
            .Output("y", "call:0", DataType.DtInt32)
            .Run(("x", TestGraph.Array([3f, 7f], 2)));
        answers["y"].Values.Should().Equal(1);
    }

    [Theory]
    [InlineData(2f, 20)]
    [InlineData(-2f, 2)]
    public void If_OfAComputedCondition_TakesItsBranch(float x, double y)
    {
        var graph = new TestGraph()
            .Input("x", DataType.DtFloat, [])
            .Constant("zero", TestGraph.Tensor([0f]))
            .Constant("ten", TestGraph.Tensor([10f]))
            .Node("condition", "Greater", ["x", "zero"])
            .Function("times", ["a", "b"], [Node("product", "Mul", ["a", "b"])], "product:z:0")
            .Function("turned", ["a", "b"], [Node("negative", "Neg", ["a"])], "negative:y:0")
            .Node(
                "if",
                "StatelessIf",
                ["condition", "x", "ten"],
                ("then_branch", TestGraph.Calls("times")),
                ("else_branch", TestGraph.Calls("turned"))
            )
            .Output("y", "if");
        graph.Run(("x", TestGraph.Array([x])))["y"].Values.Should().Equal(y);
    }

    [Fact]
    public void If_OfAConstantCondition_NeedsOnlyItsBranch()
    {
        var answers = new TestGraph()
            .Input("x", DataType.DtFloat, [])
            .Constant("training", TestGraph.Tensor([false]))
            .Function("train", ["a"], [Node("unknown", "DoNotMap", ["a"])], "unknown:y:0")
            .Function("serve", ["a"], [Node("same", "Neg", ["a"])], "same:y:0")
            .Node(
                "if",
                "If",
                ["training", "x"],
                ("then_branch", TestGraph.Calls("train")),
                ("else_branch", TestGraph.Calls("serve"))
            )
            .Output("y", "if")
            .Run(("x", TestGraph.Array([3f])));
        answers["y"].Values.Should().Equal(-3);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, -5)]
    [InlineData(9, 25)]
    public void Case_OfAnIndex_TakesItsBranchOrTheLast(int index, double y)
    {
        var branches = new AttrValue.Types.ListValue
        {
            Func =
            {
                new NameAttrList { Name = "same" },
                new NameAttrList { Name = "negative" },
                new NameAttrList { Name = "square" },
            },
        };
        new TestGraph()
            .Input("i", DataType.DtInt32, [])
            .Input("x", DataType.DtFloat, [])
            .Function("same", ["a"], [], "a")
            .Function("negative", ["a"], [Node("n", "Neg", ["a"])], "n:y:0")
            .Function("square", ["a"], [Node("n", "Square", ["a"])], "n:y:0")
            .Node("case", "Case", ["i", "x"], ("branches", new AttrValue { List = branches }))
            .Output("y", "case")
            .Run(("i", TestGraph.Array([index])), ("x", TestGraph.Array([5f])))["y"]
            .Values.Should()
            .Equal(y);
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, -4)]
    public void Merge_OfSwitches_TakesTheirSide(bool condition, double y) =>
        new TestGraph()
            .Input("c", DataType.DtBool, [])
            .Input("x", DataType.DtFloat, [])
            .Node("switch", "Switch", ["x", "c"])
            .Node("negative", "Neg", ["switch"])
            .Node("same", "Identity", ["switch:1"])
            .Node("merge", "Merge", ["negative", "same"])
            .Output("y", "merge")
            .Run(("c", TestGraph.Array([condition])), ("x", TestGraph.Array([4f])))["y"]
            .Values.Should()
            .Equal(y);

    [Fact]
    public void Merge_OfAKnownCondition_NeedsOnlyItsSide() =>
        new TestGraph()
            .Input("x", DataType.DtFloat, [])
            .Constant("no", TestGraph.Tensor([false]))
            .Node("training", "PlaceholderWithDefault", ["no"])
            .Node("switch", "Switch", ["x", "training"])
            .Node("unknown", "DoNotMap", ["switch:1"])
            .Node("same", "Neg", ["switch"])
            .Node("merge", "Merge", ["same", "unknown"])
            .Output("y", "merge")
            .Run(("x", TestGraph.Array([4f])))["y"]
            .Values.Should()
            .Equal(-4);

    [Theory]
    [InlineData(5, 32)]
    [InlineData(0, 1)]
    public void While_WithACounter_EndsAfterItsTurns(int turns, double y)
    {
        // while (i < n) { i += 1; x *= two; }: n and two are no state.
        var graph = Loop("n")
            .Node(
                "while",
                "StatelessWhile",
                ["zero", "n", "one", "two"],
                ("cond", TestGraph.Calls("goes")),
                ("body", TestGraph.Calls("turn"))
            )
            .Output("y", "while:2");
        graph.Run(("n", TestGraph.Array([turns])))["y"].Values.Should().Equal(y);
        var loop = graph.Import().Signatures[0].Graph.Build().Graph.Node.Single(node => node.OpType == "Loop");
        loop.Input.Should().HaveCount(4, "the bound and the factor go in from around");
    }

    [Fact]
    public void While_ThatFillsAList_CollectsItsElements()
    {
        // The form of a recurrent layer: state = state + x[i]; out[i] = state.
        var answers = Recurrent(lastOnly: false).Run(("x", TestGraph.Array([1f, 10, 2, 20, 3, 30], 3, 2)));
        answers["y"].Shape.Should().Equal(3, 2);
        answers["y"].Values.Should().Equal(1, 10, 3, 30, 6, 60);
    }

    [Fact]
    public void While_ThatKeepsTheLastElement_GivesIt()
    {
        var answers = Recurrent(lastOnly: true).Run(("x", TestGraph.Array([1f, 10, 2, 20, 3, 30], 3, 2)));
        answers["y"].Shape.Should().Equal(1, 2);
        answers["y"].Values.Should().Equal(6, 60);
    }

    [Fact]
    public void Lists_OutsideLoops_AreTensors()
    {
        var type = ("element_dtype", new AttrValue { Type = DataType.DtFloat });
        var answers = new TestGraph()
            .Input("x", DataType.DtFloat, -1)
            .Constant("free", TestGraph.Tensor([-1], 1))
            .Constant("count", TestGraph.Tensor([2]))
            .Constant("one", TestGraph.Tensor([1]))
            .Node("reserved", "TensorListReserve", ["free", "count"], type)
            .Node("set", "TensorListSetItem", ["reserved", "one", "x"], type)
            .Node("stack", "TensorListStack", ["set", "free"], type)
            .Node("empty", "EmptyTensorList", ["free", "count"], type)
            .Node("pushed", "TensorListPushBack", ["empty", "x"], type)
            .Node("again", "TensorListPushBack", ["pushed", "x"], type)
            .Node("length", "TensorListLength", ["again"])
            .Node("popped", "TensorListPopBack", ["again", "free"], type)
            .Output("stack", "stack")
            .Output("length", "length", DataType.DtInt32)
            .Output("last", "popped:1")
            .Run(("x", TestGraph.Array([3f, 4f], 2)));
        answers["stack"].Values.Should().Equal(0, 0, 3, 4);
        answers["length"].Values.Should().Equal(2);
        answers["last"].Values.Should().Equal(3, 4);
    }

    [Fact]
    public void Function_ThatCallsItself_IsRefused()
    {
        var refusal = new TestGraph()
            .Input("x", DataType.DtFloat, [])
            .Function("a", ["p"], [Node("n", "PartitionedCall", ["p"], ("f", TestGraph.Calls("b")))], "n:output:0")
            .Function("b", ["p"], [Node("n", "PartitionedCall", ["p"], ("f", TestGraph.Calls("a")))], "n:output:0")
            .Node("call", "PartitionedCall", ["x"], ("f", TestGraph.Calls("a")))
            .Output("y", "call")
            .Refusal();
        refusal.Reason.Should().Be(ImportReasons.Corrupt);
        refusal.Message.Should().Contain("calls itself");
    }

    [Fact]
    public void Loop_WhoseBodyIsItself_IsRefused()
    {
        var refusal = new TestGraph()
            .Input("x", DataType.DtBool, [])
            .Function("c", ["p"], [], "p")
            .Function(
                "b",
                ["p"],
                [
                    Node("n", "While", ["p"], ("cond", TestGraph.Calls("c")), ("body", TestGraph.Calls("b"))),
                    Node("m", "LogicalNot", ["n:output:0"]),
                ],
                "m:y:0"
            )
            .Node("call", "While", ["x"], ("cond", TestGraph.Calls("c")), ("body", TestGraph.Calls("b")))
            .Output("y", "call", DataType.DtBool)
            .Refusal();
        refusal.Reason.Should().Be(ImportReasons.TooLarge);
    }

    [Fact]
    public void Functions_ThatDoubleAtEachLevel_AreRefusedInBoundedTime()
    {
        var graph = new TestGraph().Input("x", DataType.DtFloat, []);
        graph.Function("f0", ["p"], [Node("n", "Neg", ["p"])], "n:y:0");
        for (var level = 1; level <= 60; level++)
        {
            var inner = TestGraph.Calls($"f{level - 1}");
            graph.Function(
                $"f{level}",
                ["p"],
                [
                    Node("a", "PartitionedCall", ["p"], ("f", inner)),
                    Node("b", "PartitionedCall", ["a:output:0"], ("f", inner)),
                ],
                "b:output:0"
            );
        }

        var refusal = graph
            .Node("call", "PartitionedCall", ["x"], ("f", TestGraph.Calls("f60")))
            .Output("y", "call")
            .Refusal();
        refusal.Reason.Should().Be(ImportReasons.TooLarge);
    }

    [Fact]
    public void Graph_OfFiftyThousandNodesInARow_NeedsNoStack()
    {
        var graph = new TestGraph().Input("x", DataType.DtFloat, []).Node("n0", "Identity", ["x"]);
        for (var i = 1; i < 50_000; i++)
        {
            graph.Node($"n{i}", "Identity", [$"n{i - 1}"]);
        }

        graph.Output("y", "n49999").Run(("x", TestGraph.Array([3f])))["y"].Values.Should().Equal(3);
    }

    [Fact]
    public void Node_ThatNeedsItself_IsRefused() =>
        new TestGraph()
            .Input("x", DataType.DtFloat, [])
            .Node("a", "Add", ["x", "b"])
            .Node("b", "Neg", ["a"])
            .Output("y", "b")
            .Refusal()
            .Reason.Should()
            .Be(ImportReasons.Corrupt);

    private static TestGraph Loop(string bound) =>
        new TestGraph()
            .Input(bound, DataType.DtInt32, [])
            .Constant("zero", TestGraph.Tensor([0]))
            .Constant("one", TestGraph.Tensor([1f]))
            .Constant("two", TestGraph.Tensor([2f]))
            .Function("goes", ["i", "n", "x", "f"], [Node("less", "Less", ["i", "n"])], "less:z:0")
            .Function(
                "turn",
                ["i", "n", "x", "f"],
                [
                    Node("one", "Const", [], ("value", new AttrValue { Tensor = TestGraph.Tensor([1]) })),
                    Node("next", "AddV2", ["i", "one:output:0"]),
                    Node("same", "Identity", ["n"]),
                    Node("product", "Mul", ["x", "f"]),
                ],
                "next:z:0",
                "same:output:0",
                "product:z:0",
                "f"
            );

    private static TestGraph Recurrent(bool lastOnly)
    {
        var type = ("element_dtype", new AttrValue { Type = DataType.DtFloat });
        var one = ("value", new AttrValue { Tensor = TestGraph.Tensor([1]) });
        var zero = ("value", new AttrValue { Tensor = TestGraph.Tensor([0]) });
        return new TestGraph()
            .Input("x", DataType.DtFloat, -1, 2)
            .Constant("shape", TestGraph.Tensor([-1], 1))
            .Constant("zero", TestGraph.Tensor([0]))
            .Constant("three", TestGraph.Tensor([3]))
            .Constant("count", TestGraph.Tensor([lastOnly ? 1 : 3]))
            .Constant("state", TestGraph.Tensor([0f, 0f], 2))
            .Node("steps", "TensorListFromTensor", ["x", "shape"], type)
            .Node("out", "TensorListReserve", ["shape", "count"], type)
            .Function("goes", ["i", "n", "s", "l", "o"], [Node("less", "Less", ["i", "n"])], "less:z:0")
            .Function(
                "turn",
                ["i", "n", "s", "l", "o"],
                [
                    Node("one", "Const", [], one),
                    Node("zero", "Const", [], zero),
                    Node("shape", "Const", [], ("value", new AttrValue { Tensor = TestGraph.Tensor([-1], 1) })),
                    Node("next", "AddV2", ["i", "one:output:0"]),
                    Node("step", "TensorListGetItem", ["l", "i", "shape:output:0"], type),
                    Node("sum", "AddV2", ["s", "step:item:0"]),
                    Node("set", "TensorListSetItem", ["o", lastOnly ? "zero:output:0" : "i", "sum:z:0"], type),
                ],
                "next:z:0",
                "n",
                "sum:z:0",
                "l",
                "set:output_handle:0"
            )
            .Node(
                "while",
                "While",
                ["zero", "three", "state", "steps", "out"],
                ("cond", TestGraph.Calls("goes")),
                ("body", TestGraph.Calls("turn"))
            )
            .Node("stack", "TensorListStack", ["while:4", "shape"], type)
            .Output("y", "stack");
    }

    private static NodeDef Node(string name, string op, string[] inputs, params (string, AttrValue)[] attributes) =>
        TestGraph.MakeNode(name, op, inputs, attributes);
}
