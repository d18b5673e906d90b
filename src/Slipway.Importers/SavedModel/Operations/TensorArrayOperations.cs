using Slipway.Importers.SavedModel.Mapping;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>
/// The arrays of tensors in which TensorFlow 1 keeps the steps of a loop. What is written goes from node to node with the
/// "flow", which is the list here; the handle says nothing.
/// </summary>
internal static class TensorArrayOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["TensorArrayV3"] = Create;
        table["TensorArrayScatterV3"] = node => [Scatter(node)];
        table["TensorArrayReadV3"] = node =>
            [ListOperations.Gather(node, node[2], node.Long(1), isOne: true, Element(node))];
        table["TensorArrayGatherV3"] = node =>
            [ListOperations.Gather(node, node[2], node.LongVector(1), isOne: false, Element(node))];
        table["TensorArrayWriteV3"] = node => [ListOperations.Write(node, node[3], node.LongVector(1), node[2])];
        table["TensorArraySizeV3"] = node => [ListOperations.Length(node, node[1])];
        table["TensorArrayConcatV3"] = node => ListOperations.Join(node, node[1]);
        table["TensorArrayCloseV3"] = _ => [];
    }

    private static Value[] Create(NodeContext node)
    {
        var type = node.Type("dtype");
        var handle = new Value
        {
            Type = OnnxType.Undefined,
            Handle = node.Node,
            Owner = node.Writer,
        };
        var shape = node.Node.Attributes.TryGetValue("element_shape", out var element)
            ? Shapes.Of(element.Shape)
            : null;
        return [handle, ListOperations.Of(node, type, new TensorList.Reserved(node[0], shape))];
    }

    /// <summary>Fills the array, in whatever order the places are in.</summary>
    private static Value Scatter(NodeContext node)
    {
        var value = node[2];
        var tensor = value;
        if (
            node[1].Integers is not { } places
            || !places.SequenceEqual(Enumerable.Range(0, places.Length).Select(i => (long)i))
        )
        {
            // The places are 0 to the number of elements in all that unstacks a tensor; others are written one by one.
            var order = node.Emit("Reshape", [node.LongVector(1), node.Writer.Integers(-1, 1)]);
            var zeros = node.Emit(
                "Expand",
                [node.Writer.Scalar(value.Type, 0), node.Emit("Shape", [node.Writer.Name(value)])]
            );
            var name = node.Emit("ScatterND", [zeros, order, node.Writer.Name(value)]);
            tensor = node.Of(name, value.Type, value.Shape);
        }

        return ListOperations.Of(node, value.Type, new TensorList.Stacked(tensor));
    }

    private static long?[]? Element(NodeContext node) =>
        node.Node.Attributes.TryGetValue("element_shape", out var shape) ? Shapes.Of(shape.Shape) : null;
}
