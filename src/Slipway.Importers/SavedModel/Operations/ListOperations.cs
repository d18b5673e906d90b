using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Lists of tensors, in which TensorFlow's recurrent layers keep their steps: here a tensor with one dimension more.</summary>
internal static class ListOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["TensorListReserve"] = node =>
            [Of(node, node.Type("element_dtype"), new TensorList.Reserved(node[1], Shape(node, 0)))];
        table["EmptyTensorList"] = node =>
            [Of(node, node.Type("element_dtype"), new TensorList.Reserved(null, Shape(node, 0)))];
        table["TensorListFromTensor"] = node => [Of(node, node[0].Type, new TensorList.Stacked(node[0]))];
        table["TensorListStack"] = node => [Stack(node, node[0])];
        table["TensorListLength"] = node => [Length(node, node[0])];
        table["TensorListGetItem"] = node =>
            [Gather(node, node[0], node.Long(1), isOne: true, node.Count > 2 ? Shape(node, 2) : null)];
        table["TensorListGather"] = node => [Gather(node, node[0], node.LongVector(1), isOne: false, null)];
        table["TensorListSetItem"] = node => [Write(node, node[0], node.LongVector(1), node[2])];
        table["TensorListPushBack"] = node => [PushBack(node)];
        table["TensorListPopBack"] = PopBack;
        table["TensorListConcatV2"] = node => Join(node, node[0]);
    }

    public static Value Of(NodeContext node, OnnxType type, TensorList list) =>
        new()
        {
            Type = type,
            List = list,
            Owner = node.Writer,
        };

    /// <summary>The list as one tensor; of one that nothing was written to, zeros.</summary>
    public static Value Stack(NodeContext node, Value list)
    {
        switch (list.List)
        {
            case TensorList.Stacked stacked:
                return stacked.Tensor;
            case TensorList.Reserved { Length: { } length, ElementShape: { } shape } when !shape.Contains(null):
                var sizes = node.Writer.Integers([.. shape.Select(dim => dim!.Value)]);
                return Zeros(node, list.Type, length, sizes, [length.Integers?[0], .. shape]);
            case null:
                throw node.Cannot("has no list where it needs one");
            default:
                throw node.Cannot("reads a list whose elements have an unknown shape before it is filled");
        }
    }

    private static Value Zeros(NodeContext node, OnnxType type, Value length, string sizes, long?[]? shape)
    {
        var count = node.Emit(
            "Reshape",
            [node.Cast(node.Writer.Name(length), OnnxType.Int64), node.Writer.Integers(1)]
        );
        var whole = node.Emit("Concat", [count, sizes], OnnxAttribute.Of("axis", 0));
        return node.Of(node.Emit("Expand", [node.Writer.Scalar(type, 0), whole]), type, shape);
    }

    private static long?[]? Shape(NodeContext node, int index) =>
        node[index].Rank == 1 ? ShapeOperations.Known(node[index]) : null;

    /// <summary>The number of a list's elements.</summary>
    public static Value Length(NodeContext node, Value list)
    {
        if (list.List is TensorList.Reserved { Length: { } length })
            return length;
        var shape = node.Emit("Shape", [node.Writer.Name(Stack(node, list))]);
        return node.Of(
            node.Cast(node.Emit("Gather", [shape, node.Writer.Integer(0)]), OnnxType.Int32),
            OnnxType.Int32,
            []
        );
    }

    /// <summary>The element at a place, or those at several as one tensor.</summary>
    public static Value Gather(NodeContext node, Value list, string place, bool isOne, long?[]? element)
    {
        var tensor = Stack(node, list);
        var each = tensor.Shape?[1..] ?? element;
        var shape =
            isOne ? each
            : each is null ? null
            : [null, .. each];
        return node.Of(node.Emit("Gather", [node.Writer.Name(tensor), place]), tensor.Type, shape);
    }

    /// <summary>The list after an element was written to a place, a vector of one.</summary>
    public static Value Write(NodeContext node, Value list, string at, Value item)
    {
        if (list.List is TensorList.Collecting)
            return Of(node, item.Type, new TensorList.Written(item));
        var tensor = list.List is TensorList.Reserved { Length: { } length }
            ? Zeros(node, item.Type, length, node.Emit("Shape", [node.Writer.Name(item)]), null)
            : Stack(node, list);
        var place = node.Emit("Reshape", [at, node.Writer.Integers(1, 1)]);
        var update = node.Emit("Unsqueeze", [node.Writer.Name(item), node.Writer.Integers(0)]);
        var name = node.Emit("ScatterND", [node.Writer.Name(tensor), place, update]);
        return Of(node, item.Type, new TensorList.Stacked(node.Of(name, item.Type, tensor.Shape)));
    }

    private static Value PushBack(NodeContext node)
    {
        var item = node[1];
        if (node[0].List is TensorList.Collecting)
            return Of(node, item.Type, new TensorList.Written(item));
        var last = node.Emit("Unsqueeze", [node.Name(1), node.Writer.Integers(0)]);
        if (node[0].List is not TensorList.Reserved { Length: null })
            last = node.Emit("Concat", [node.Writer.Name(Stack(node, node[0])), last], OnnxAttribute.Of("axis", 0));
        return Of(
            node,
            item.Type,
            new TensorList.Stacked(node.Of(last, item.Type, item.Shape is { } shape ? [null, .. shape] : null))
        );
    }

    private static Value[] PopBack(NodeContext node)
    {
        var tensor = Stack(node, node[0]);
        var name = node.Writer.Name(tensor);
        var rest = node.Emit(
            "Slice",
            [name, node.Writer.Integers(0), node.Writer.Integers(-1), node.Writer.Integers(0)]
        );
        var last = node.Emit("Gather", [name, node.Writer.Integer(-1)]);
        return
        [
            Of(node, tensor.Type, new TensorList.Stacked(node.Of(rest, tensor.Type))),
            node.Of(last, tensor.Type, tensor.Shape?[1..]),
        ];
    }

    /// <summary>All elements one after the other; here they have one length.</summary>
    public static Value[] Join(NodeContext node, Value list)
    {
        var tensor = Stack(node, list);
        var name = node.Writer.Name(tensor);
        var shape = node.Emit("Shape", [name]);
        var rest = node.Emit("Slice", [shape, node.Writer.Integers(2), node.Writer.Integers(long.MaxValue)]);
        var flat = node.Emit("Concat", [node.Writer.Integers(-1), rest], OnnxAttribute.Of("axis", 0));
        string Part(int at) => node.Emit("Slice", [shape, node.Writer.Integers(at), node.Writer.Integers(at + 1)]);
        return
        [
            node.Of(
                node.Emit("Reshape", [name, flat]),
                tensor.Type,
                tensor.Shape is { } known ? [null, .. known[2..]] : null
            ),
            node.Of(node.Emit("Expand", [Part(1), Part(0)]), OnnxType.Int64, [null]),
        ];
    }
}
