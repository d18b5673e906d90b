using System.Collections.Frozen;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.Results;

/// <summary>
/// TensorFlow takes tensors of other shapes than a signature declares, as long as the computation does: half_plus_two is
/// declared for [batch, 1] and asked, in its own documentation, with [batch]. An ONNX engine holds callers to what the graph
/// declares, so where every step computes element by element, and broadcasts by the same rules, the graph declares nothing.
/// </summary>
internal static class AdvisoryShapes
{
    // Operators that follow numpy's rules of broadcasting in both, and whose attributes name no axis.
    private static readonly FrozenSet<string> Elementwise = new[]
    {
        "Abs",
        "Add",
        "And",
        "Cast",
        "Ceil",
        "Clip",
        "Cos",
        "Div",
        "Elu",
        "Equal",
        "Erf",
        "Exp",
        "Floor",
        "Greater",
        "GreaterOrEqual",
        "HardSigmoid",
        "Identity",
        "LeakyRelu",
        "Less",
        "LessOrEqual",
        "Log",
        "Max",
        "Min",
        "Mul",
        "Neg",
        "Not",
        "Or",
        "Pow",
        "Reciprocal",
        "Relu",
        "Round",
        "Selu",
        "Sigmoid",
        "Sign",
        "Sin",
        "Softplus",
        "Softsign",
        "Sqrt",
        "Sub",
        "Sum",
        "Tanh",
        "Where",
    }.ToFrozenSet();

    /// <summary>
    /// Takes the shapes from the inputs and outputs of a graph that can do without, and gives them, by name, -1 for a free
    /// dimension; empty where the graph needs them.
    /// </summary>
    public static IReadOnlyDictionary<string, long[]> TakeFrom(GraphProto graph)
    {
        var shapes = new SortedDictionary<string, long[]>(StringComparer.Ordinal);
        if (!graph.Node.All(node => node.Domain.Length == 0 && Elementwise.Contains(node.OpType)))
            return shapes;
        foreach (var value in graph.Input.Concat(graph.Output))
        {
            if (value.Type.TensorType is not { Shape: { } shape } tensor)
                continue;
            shapes[value.Name] = [.. shape.Dim.Select(dim => dim.HasDimValue ? dim.DimValue : -1)];
            tensor.Shape = null;
        }

        return shapes;
    }
}
