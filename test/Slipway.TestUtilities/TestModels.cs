using Slipway.Onnx;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.TestUtilities;

/// <summary>
/// Models for tests, made on the spot. Each method gives a graph to <see cref="OnnxGraphBuilder.Save"/> where the
/// test wants it. This part holds the shapes of Triton's own examples and general ones.
/// </summary>
public static partial class TestModels
{
    /// <summary>Triton's <c>simple</c>: INT32 [1,16] twice to their sum and difference.</summary>
    /// <param name="batch">The size of the first dimension; -1 for a free one.</param>
    public static OnnxGraphBuilder Simple(long batch = 1) => SumAndDifference("simple", DataType.Int32, batch);

    /// <summary>Triton's <c>simple_int8</c>; the operators of ONNX add INT8 as they add INT32.</summary>
    public static OnnxGraphBuilder SimpleInt8(long batch = 1) => SumAndDifference("simple_int8", DataType.Int8, batch);

    /// <summary>Triton's <c>simple_string</c>: integers as text, to their sum and difference as text.</summary>
    public static OnnxGraphBuilder SimpleString(long batch = 1)
    {
        var graph = new OnnxGraphBuilder("simple_string");
        var left = Cast(graph, graph.Input("INPUT0", DataType.String, batch, 16), DataType.Int32);
        var right = Cast(graph, graph.Input("INPUT1", DataType.String, batch, 16), DataType.Int32);
        graph.Node("", "Cast", [graph.Node("Add", [left, right])], ["OUTPUT0"], To(DataType.String));
        graph.Node("", "Cast", [graph.Node("Sub", [left, right])], ["OUTPUT1"], To(DataType.String));
        graph.Output("OUTPUT0", DataType.String, batch, 16);
        return graph.Output("OUTPUT1", DataType.String, batch, 16);
    }

    /// <summary>Triton's <c>simple_identity</c>: BYTES [-1,-1] as they are.</summary>
    public static OnnxGraphBuilder SimpleIdentity()
    {
        var graph = new OnnxGraphBuilder("simple_identity");
        graph.Node("", "Identity", [graph.Input("INPUT0", DataType.String, -1, -1)], ["OUTPUT0"]);
        return graph.Output("OUTPUT0", DataType.String, -1, -1);
    }

    /// <summary><c>input</c> of any type to <c>output</c>, unchanged.</summary>
    public static OnnxGraphBuilder Identity(DataType type, params ReadOnlySpan<Dim> dims)
    {
        var graph = new OnnxGraphBuilder("identity");
        graph.Node("", "Identity", [graph.Input("input", type, dims)], ["output"]);
        return graph.Output("output", type, dims);
    }

    /// <summary>
    /// A perceptron: <c>x</c> FP32 [batch, sizes[0]] to <c>y</c> [batch, sizes[^1]], Relu between the layers. The
    /// weights follow from the seed.
    /// </summary>
    public static OnnxGraphBuilder Mlp(ReadOnlySpan<int> sizes, int seed = 1)
    {
        var random = new Random(seed);
        var graph = new OnnxGraphBuilder("mlp");
        var value = graph.Input("x", DataType.Float, "batch", sizes[0]);
        for (var layer = 1; layer < sizes.Length; layer++)
        {
            var weights = Weights(random, sizes[layer - 1] * sizes[layer], sizes[layer - 1]);
            var bias = Weights(random, sizes[layer], sizes[layer - 1]);
            string[] inputs =
            [
                value,
                graph.Constant<float>(weights, sizes[layer - 1], sizes[layer]),
                graph.Constant<float>(bias, sizes[layer]),
            ];
            if (layer == sizes.Length - 1)
                graph.Node("", "Gemm", inputs, ["y"]);
            else
                value = graph.Node("Relu", [graph.Node("Gemm", inputs)]);
        }

        return graph.Output("y", DataType.Float, "batch", sizes[^1]);
    }

    private static OnnxGraphBuilder SumAndDifference(string name, DataType type, long batch)
    {
        var graph = new OnnxGraphBuilder(name);
        var left = graph.Input("INPUT0", type, batch, 16);
        var right = graph.Input("INPUT1", type, batch, 16);
        graph.Node("", "Add", [left, right], ["OUTPUT0"]);
        graph.Node("", "Sub", [left, right], ["OUTPUT1"]);
        graph.Output("OUTPUT0", type, batch, 16);
        return graph.Output("OUTPUT1", type, batch, 16);
    }

    private static float[] Weights(Random random, int count, int fanIn)
    {
        var scale = 2 / MathF.Sqrt(fanIn);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = (random.NextSingle() - 0.5f) * scale;
        }

        return values;
    }

    private static string Cast(OnnxGraphBuilder graph, string value, DataType type) =>
        graph.Node("Cast", [value], To(type));

    private static AttributeProto To(DataType type) => OnnxAttribute.Of("to", (long)type);
}
