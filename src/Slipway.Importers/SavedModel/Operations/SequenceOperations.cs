using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>New tensors made of a few numbers: sequences, and ones among zeros.</summary>
internal static class SequenceOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["OneHot"] = node => [OneHot(node)];
        table["Range"] = node => [Range(node)];
        table["LinSpace"] = node => [LinearSpace(node)];
    }

    private static Value OneHot(NodeContext node)
    {
        var axis = node.Integer("axis", -1);
        var type = node[2].Type;
        var kernel = type is OnnxType.Float or OnnxType.Int64 or OnnxType.Int32 or OnnxType.String
            ? type
            : OnnxType.Float;
        string Entry(int index)
        {
            var entry = node.Emit("Unsqueeze", [node.Name(index), node.Writer.Integers(0)]);
            return kernel == type ? entry : node.Cast(entry, kernel);
        }

        // Off comes first in ONNX. What is out of range is off in TensorFlow, but negative numbers count from the end in ONNX.
        var values = node.Emit("Concat", [Entry(3), Entry(2)], OnnxAttribute.Of("axis", 0));
        var indices = node[0].Type == OnnxType.Int64 ? node.Name(0) : node.Cast(node.Name(0), OnnxType.Int64);
        var depth = node.Long(1);
        var isNegative = node.Emit("Less", [indices, node.Writer.Integer(0)]);
        var safe = node.Emit("Where", [isNegative, depth, indices]);
        var name = node.Emit("OneHot", [safe, node.LongVector(1), values], OnnxAttribute.Of("axis", axis));
        long?[]? shape = null;
        if (node[0].Shape is { } known && Shapes.Axis(axis, known.Length + 1) is { } at)
            shape = [.. known[..at], node[1].Integers?[0], .. known[at..]];
        return node.Of(kernel == type ? name : node.Cast(name, type), type, shape);
    }

    private static Value Range(NodeContext node)
    {
        var type = node[0].Type;
        var kernel = Numbers.Kernel(type == OnnxType.Float16 ? OnnxType.Bfloat16 : type);
        string[] names = [.. node.Names().Select(name => kernel == type ? name : node.Cast(name, kernel))];
        var range = node.Emit("Range", names);
        return node.Of(kernel == type ? range : node.Cast(range, type), type, [null]);
    }

    private static Value LinearSpace(NodeContext node)
    {
        if (node.Fixed(2) is not [var count and > 0 and < 1_000_000])
            throw node.Cannot("has a number of steps that is computed");
        var type = node[0].Type;
        var steps = new double[count];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = count == 1 ? 0 : (double)i / (count - 1);
        }

        var places = node.Writer.Name(node.Constant(TensorValue.From<double>(steps, count)));
        if (type != OnnxType.Double)
            places = node.Cast(places, type);
        var width = node.Emit("Sub", [node.Name(1), node.Name(0)]);
        return node.Of(node.Emit("Add", [node.Name(0), node.Emit("Mul", [places, width])]), type, [count]);
    }
}
