using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Counts and sums by number: buckets, histograms, segments.</summary>
internal static class CountOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["Bucketize"] = node => [Bucketize(node)];
        table["DenseBincount"] = node => [Count(node, node.Flag("binary_output"))];
        table["Bincount"] = node => [Count(node, false)];
        table["SegmentSum"] = node => [Segments(node, Segments(node))];
        table["UnsortedSegmentSum"] = node => [Segments(node, node.LongVector(2))];
        table["SparseToDense"] = node => [Dense(node)];
    }

    /// <summary>How many boundaries are not above the number.</summary>
    private static Value Bucketize(NodeContext node)
    {
        float[] bounds =
            node.Node.Attributes.TryGetValue("boundaries", out var list) && list.List is { } given ? [.. given.F] : [];
        if (bounds.Length == 0)
            throw node.Cannot("has no boundaries");
        var type = node[0].Type is OnnxType.Double ? OnnxType.Double : OnnxType.Float;
        var limits = node.Writer.Name(node.Constant(TensorValue.From<float>(bounds, bounds.Length)));
        if (type != OnnxType.Float)
            limits = node.Cast(limits, type);
        var x = node[0].Type == type ? node.Name(0) : node.Cast(node.Name(0), type);
        var each = node.Emit("Unsqueeze", [x, node.Writer.Integers(-1)]);
        var reached = node.Cast(node.Emit("GreaterOrEqual", [each, limits]), OnnxType.Int32);
        var sum = node.Emit("ReduceSum", [reached, node.Writer.Integers(-1)], OnnxAttribute.Of("keepdims", 0));
        return node.Of(sum, OnnxType.Int32, node[0].Shape);
    }

    /// <summary>How often each number is there, or the sum of the weights at its places; in rows where the input has rows.</summary>
    private static Value Count(NodeContext node, bool isBinary)
    {
        var weights = node[2];
        if (node[0].Rank is not (1 or 2) and var rank && !(node.Op == "Bincount" && rank is not null))
            throw node.Cannot("has an input of unknown rank");
        var numbers = node.Long(0);
        var isFlat = node[0].Rank == 1 || node.Op == "Bincount";
        if (isFlat && node[0].Rank != 1)
            numbers = node.Emit("Reshape", [numbers, node.Writer.Integers(-1)]);
        var size = node.Emit("Reshape", [node.LongVector(1), node.Writer.Integers()]);
        var all = node.Emit("Range", [node.Writer.Integer(0), size, node.Writer.Integer(1)]);
        var isThere = node.Emit("Equal", [node.Emit("Unsqueeze", [numbers, node.Writer.Integers(-1)]), all]);
        var type = weights.Type;
        var kernel = Numbers.Kernel(type);
        var hot = node.Cast(isThere, kernel);
        // An empty tensor of weights stands for none.
        if (weights.Shape?.Contains(0) != true)
        {
            if (weights.Shape?.All(dim => dim is not null) != true && weights.Rank != node[0].Rank)
                throw node.Cannot("has weights of unknown shape");
            var factors = kernel == type ? node.Name(2) : node.Cast(node.Name(2), kernel);
            if (isFlat)
                factors = node.Emit("Reshape", [factors, node.Writer.Integers(-1)]);
            hot = node.Emit("Mul", [hot, node.Emit("Unsqueeze", [factors, node.Writer.Integers(-1)])]);
        }

        var name = node.Emit(
            isBinary ? "ReduceMax" : "ReduceSum",
            [hot, node.Writer.Integers(-2)],
            OnnxAttribute.Of("keepdims", 0)
        );
        var count = node[1].Integers?[0];
        return node.Of(
            kernel == type ? name : node.Cast(name, type),
            type,
            isFlat ? [count] : [node[0].Shape![0], count]
        );
    }

    // One more than the last number: they are sorted.
    private static string Segments(NodeContext node)
    {
        var last = node.Emit("ReduceMax", [node.Long(1), node.Writer.Integers(0)], OnnxAttribute.Of("keepdims", 1));
        return node.Emit("Add", [last, node.Writer.Integers(1)]);
    }

    /// <summary>The sum of the rows of each number. Those with negative numbers go to a row more, which is cut off.</summary>
    private static Value Segments(NodeContext node, string count)
    {
        if (node[1].Rank != 1)
            throw node.Cannot("has segments over several dimensions");
        var type = node[0].Type;
        var shape = node.Emit("Shape", [node.Name(0)], OnnxAttribute.Of("start", 1));
        var rows = node.Emit("Add", [count, node.Writer.Integers(1)]);
        var zeros = node.Emit(
            "Expand",
            [node.Writer.Scalar(type, 0), node.Emit("Concat", [rows, shape], OnnxAttribute.Of("axis", 0))]
        );
        var numbers = node.Long(1);
        var isNegative = node.Emit("Less", [numbers, node.Writer.Integer(0)]);
        var places = node.Emit("Where", [isNegative, count, numbers]);
        var sums = node.Emit(
            "ScatterND",
            [zeros, node.Emit("Unsqueeze", [places, node.Writer.Integers(-1)]), node.Name(0)],
            OnnxAttribute.Of("reduction", "add")
        );
        var name = node.Emit(
            "Slice",
            [sums, node.Writer.Integers(0), node.Writer.Integers(-1), node.Writer.Integers(0)]
        );
        return node.Of(name, type, node[0].Shape is { } known ? [null, .. known[1..]] : null);
    }

    /// <summary>A tensor of one value with others at some places.</summary>
    private static Value Dense(NodeContext node)
    {
        var type = node[2].Type;
        var whole = node.Emit("Expand", [node.Name(3), node.LongVector(1)]);
        var rank = node[1].Shape is [{ } dims] ? dims : throw node.Cannot("has a result of unknown rank");
        var places = node.Emit("Reshape", [node.Long(0), node.Writer.Integers(-1, rank)]);
        var count = node.Emit("Shape", [places], OnnxAttribute.Of("end", 1));
        var values = node.Emit("Expand", [node.Name(2), count]);
        return node.Of(node.Emit("ScatterND", [whole, places, values]), type, ShapeOperations.Known(node[1]));
    }
}
