using Slipway.Onnx;

namespace Slipway.Benchmarks.Models;

/// <summary>Layers with random weights over a graph; the seed and the order of the calls decide the weights.</summary>
internal sealed class LayerBuilder(OnnxGraphBuilder graph, int seed)
{
    private readonly Random _random = new(seed);

    public OnnxGraphBuilder Graph => graph;

    /// <summary>Values around zero whose spread keeps the size of what passes a layer of this many inputs.</summary>
    public string Weights(int fanIn, params ReadOnlySpan<long> dimensions)
    {
        var count = 1L;
        foreach (var dimension in dimensions)
        {
            count *= dimension;
        }

        // Uniform in [-a, a] has variance a²/3; Relu halves what comes in.
        var spread = 2 * MathF.Sqrt(6f / fanIn);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = (_random.NextSingle() - 0.5f) * spread;
        }

        return graph.Constant<float>(values, dimensions);
    }

    /// <summary>[…, from] to […, to].</summary>
    public string Dense(string value, int from, int to) =>
        graph.Node("Add", [graph.Node("MatMul", [value, Weights(from, from, to)]), Weights(from, to)]);

    /// <summary>A square convolution with a bias that keeps the size, but for the stride.</summary>
    public string Convolution(string value, int from, int to, int kernel, int stride) =>
        graph.Node(
            "Conv",
            [value, Weights(from * kernel * kernel, to, from, kernel, kernel), Weights(from, to)],
            ConvolutionShape(kernel, stride)
        );

    /// <summary>A square convolution and the normalisation that a trained network has behind it.</summary>
    public string NormalisedConvolution(string value, int from, int to, int kernel, int stride)
    {
        var weights = Weights(from * kernel * kernel, to, from, kernel, kernel);
        var convolved = graph.Node("Conv", [value, weights], ConvolutionShape(kernel, stride));
        return graph.Node(
            "BatchNormalization",
            [convolved, Around(1, to), Around(0, to), Around(0, to), Around(1, to)]
        );
    }

    public string Relu(string value) => graph.Node("Relu", [value]);

    /// <summary>Normalised over the last dimension.</summary>
    public string LayerNormalization(string value, int size) =>
        graph.Node(
            "LayerNormalization",
            [value, Around(1, size), Around(0, size)],
            OnnxAttribute.Of("axis", -1),
            OnnxAttribute.Of("epsilon", 1e-12f)
        );

    /// <summary>The mean of each channel, through one dense layer to the output <c>y</c>.</summary>
    public OnnxGraphBuilder Head(string value, int channels, int classes)
    {
        var pooled = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [value])]);
        graph.Node("", "Gemm", [pooled, Weights(channels, channels, classes), Weights(channels, classes)], ["y"]);
        return graph.Output("y", Onnx.Proto.TensorProto.Types.DataType.Float, "batch", classes);
    }

    // A vector of values within a tenth of the middle.
    private string Around(float middle, int size)
    {
        var values = new float[size];
        foreach (ref var value in values.AsSpan())
        {
            value = middle + ((_random.NextSingle() - 0.5f) * 0.2f);
        }

        return graph.Constant<float>(values, size);
    }

    private static Onnx.Proto.AttributeProto[] ConvolutionShape(int kernel, int stride)
    {
        var pad = kernel / 2;
        return
        [
            OnnxAttribute.Of("kernel_shape", [kernel, kernel]),
            OnnxAttribute.Of("strides", [stride, stride]),
            OnnxAttribute.Of("pads", [pad, pad, pad, pad]),
        ];
    }
}
