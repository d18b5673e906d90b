using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

internal enum LoopRole
{
    /// <summary>The same in every turn.</summary>
    Constant,

    /// <summary>Goes from turn to turn; a list goes as the tensor that it is stacked in.</summary>
    State,

    /// <summary>A list to which each turn adds an element.</summary>
    Collected,
}

/// <summary>One of a loop's variables.</summary>
internal sealed record LoopVariable(int Position, LoopRole Role)
{
    public required OnnxType Type { get; init; }

    public required Value Initial { get; init; }

    public long?[]? Shape { get; init; }

    /// <summary>The name of the state before the first turn.</summary>
    public string? Start { get; init; }

    /// <summary>Of a collected list of one element: each turn writes it anew.</summary>
    public bool KeepsLast { get; init; }

    public bool IsState => Role == LoopRole.State;

    private bool IsList => Initial.List is not null;

    public static string StartOf(NodeContext node, Value initial) =>
        initial.List is null ? node.Writer.Name(initial) : node.Writer.Name(ListOperations.Stack(node, initial));

    /// <summary>What the body sees.</summary>
    public Value Inside(NodeContext node, GraphWriter body)
    {
        switch (Role)
        {
            case LoopRole.Constant:
                return Initial;
            case LoopRole.Collected:
                return ListOperations.Of(node, Type, new TensorList.Collecting());
            default:
                var name = body.Builder.Input(body.Builder.UniqueName("/State"), BodyOutputs.Typed(Type));
                var tensor = new Value
                {
                    Type = Type,
                    Shape = IsList ? null : Shape,
                    Name = name,
                    Owner = body,
                };
                return IsList ? ListOperations.Of(node, Type, new TensorList.Stacked(tensor)) : tensor;
        }
    }

    /// <summary>The tensor that a turn gives.</summary>
    public Value Tensor(NodeContext node, Value result) =>
        result.List switch
        {
            null => result,
            TensorList.Stacked stacked => stacked.Tensor,
            TensorList.Written written => written.Element,
            _ => throw node.Cannot($"does not write to its list {Position} in every turn"),
        };

    /// <summary>What is there after the last turn.</summary>
    public Value After(NodeContext node, string name)
    {
        if (!IsList)
            return node.Of(name, Type, Shape);
        if (KeepsLast)
            name = node.Emit(
                "Slice",
                [name, node.Writer.Integers(-1), node.Writer.Integers(long.MaxValue), node.Writer.Integers(0)]
            );
        if (Role == LoopRole.Collected && Initial.List is TensorList.Reserved { Length: { } length })
            name = Filled(node, name, length);
        return ListOperations.Of(node, Type, new TensorList.Stacked(node.Of(name, Type)));
    }

    /// <summary>Elements that no turn came to are zeros.</summary>
    private string Filled(NodeContext node, string name, Value length)
    {
        var shape = node.Emit("Shape", [name]);
        string Part(long start, long end) =>
            node.Emit("Slice", [shape, node.Writer.Integers(start), node.Writer.Integers(end)]);
        var wanted = node.Emit(
            "Reshape",
            [node.Cast(node.Writer.Name(length), OnnxType.Int64), node.Writer.Integers(1)]
        );
        var missing = node.Emit("Max", [node.Emit("Sub", [wanted, Part(0, 1)]), node.Writer.Integers(0)]);
        var rest = node.Emit("Concat", [missing, Part(1, long.MaxValue)], OnnxAttribute.Of("axis", 0));
        var zeros = node.Emit("Expand", [node.Writer.Scalar(Type, 0), rest]);
        return node.Emit("Concat", [name, zeros], OnnxAttribute.Of("axis", 0));
    }
}
