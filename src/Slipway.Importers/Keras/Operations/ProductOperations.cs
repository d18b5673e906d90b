using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Layers;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Products of matrices.</summary>
internal static class ProductOperations
{
    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        entries.Add("Matmul", MatMul);
        entries.Add("Einsum", Einsum);
    }

    private static KerasTensor MatMul(LayerCall call)
    {
        var graph = call.Graph;
        var (left, right) = call.Pair();
        var type = Broadcasting.Common(left.Type, right.Type);
        if (left.Rank < 2 || right.Rank < 2)
            throw new NotMappedException("multiplies vectors");
        var name = graph.Node("MatMul", [graph.Plain(graph.Cast(left, type)), graph.Plain(graph.Cast(right, type))]);
        var batch = Broadcasting.Shape([.. left.Shape.SkipLast(2)], [.. right.Shape.SkipLast(2)]);
        return new KerasTensor(type, [.. batch, left.Shape[^2], right.Shape[^1]]) { Plain = name };
    }

    private static KerasTensor Einsum(LayerCall call)
    {
        var graph = call.Graph;
        var equation = (call.Config.Text("subscripts") ?? "").Replace(" ", "", StringComparison.Ordinal);
        var operands = call.Arguments.SelectMany(argument => argument.Tensors).ToList();
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length != 2 || equation.Contains('.', StringComparison.Ordinal))
            throw new NotMappedException($"has the equation '{equation}'");
        if (terms.Length != operands.Count || terms.Zip(operands).Any(pair => pair.First.Length != pair.Second.Rank))
            throw Corrupt.File($"the equation '{equation}' of '{call.Path}' does not fit its operands.");
        var type = operands.Select(operand => operand.Type).Aggregate(Broadcasting.Common);
        var sizes = new Dictionary<char, long?>();
        foreach (var (letter, dim) in terms.Zip(operands).SelectMany(pair => pair.First.Zip(pair.Second.Shape)))
        {
            sizes[letter] = sizes.GetValueOrDefault(letter) ?? dim;
        }

        var name = graph.Node(
            "Einsum",
            [.. operands.Select(operand => graph.Plain(graph.Cast(operand, type)))],
            OnnxAttribute.Of("equation", equation)
        );
        return new KerasTensor(type, [.. sides[1].Select(letter => sizes.GetValueOrDefault(letter))]) { Plain = name };
    }
}
