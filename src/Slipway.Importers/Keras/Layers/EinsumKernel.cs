using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>A value times a weight, by an equation of Einstein's sums.</summary>
internal static class EinsumKernel
{
    public static KerasTensor Apply(LayerCall call, KerasTensor x, string equation, Weight kernel)
    {
        var (left, right, result) = Parse(call, equation.Replace(" ", "", StringComparison.Ordinal), x.Rank);
        if (left.Length != x.Rank || right.Length != kernel.Shape.Length)
            throw Corrupt.File(
                $"the equation '{equation}' of layer '{call.Path}' does not fit its input or its kernel."
            );
        var shape = result.Select(letter => Size(letter)).ToArray();
        var name = call.Graph.Node(
            "Einsum",
            [call.Graph.Plain(x), call.Constant(kernel)],
            OnnxAttribute.Of("equation", $"{left},{right}->{result}")
        );
        return call.Result(name, shape);

        long? Size(char letter) =>
            right.IndexOf(letter, StringComparison.Ordinal) is var at and >= 0 ? kernel.Shape[at]
            : left.IndexOf(letter, StringComparison.Ordinal) is var from and >= 0 ? x.Shape[from]
            : throw Corrupt.File($"the equation '{equation}' of layer '{call.Path}' makes up '{letter}'.");
    }

    // An ellipsis stands for the axes of the input that have no letter: they get some.
    private static (string Left, string Right, string Result) Parse(LayerCall call, string equation, int rank)
    {
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Length != 2)
            throw Corrupt.File($"the equation '{equation}' of layer '{call.Path}' is none of an input and a kernel.");
        var free = Math.Max(0, rank - terms[0].Replace("...", "", StringComparison.Ordinal).Length);
        var letters = new string([
            .. "ZYXWVUTS".Where(letter => !equation.Contains(letter, StringComparison.Ordinal)).Take(free),
        ]);
        return (Fill(terms[0]), Fill(terms[1]), Fill(sides[1]));

        string Fill(string term) => term.Replace("...", letters, StringComparison.Ordinal);
    }
}
