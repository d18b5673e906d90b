using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Benchmarks.Models;

/// <summary>Networks over images: <c>x</c> FP32 [batch, 3, 224, 224].</summary>
internal static class ImageModels
{
    public const int Side = 224;
    public const int CnnClasses = 10;
    public const int ResNetClasses = 1000;

    /// <summary>
    /// Four convolutions, each of which halves the sides: a request is large against its computing, so that what the
    /// server does with bytes shows.
    /// </summary>
    public static OnnxGraphBuilder Cnn()
    {
        ReadOnlySpan<int> channels = [3, 8, 16, 32, 64];
        var layers = new LayerBuilder(new OnnxGraphBuilder("cnn"), seed: 1);
        var value = layers.Graph.Input("x", DataType.Float, "batch", 3, Side, Side);
        for (var i = 1; i < channels.Length; i++)
        {
            value = layers.Relu(layers.Convolution(value, channels[i - 1], channels[i], kernel: 3, stride: 2));
        }

        return layers.Head(value, channels[^1], CnnClasses);
    }

    /// <summary>The residual network of 18 layers: a stem, eight blocks of two convolutions, one dense layer.</summary>
    public static OnnxGraphBuilder ResNet18()
    {
        var layers = new LayerBuilder(new OnnxGraphBuilder("resnet18"), seed: 1);
        var value = layers.Graph.Input("x", DataType.Float, "batch", 3, Side, Side);
        value = layers.Relu(layers.NormalisedConvolution(value, 3, 64, kernel: 7, stride: 2));
        value = layers.Graph.Node(
            "MaxPool",
            [value],
            OnnxAttribute.Of("kernel_shape", [3, 3]),
            OnnxAttribute.Of("strides", [2, 2]),
            OnnxAttribute.Of("pads", [1, 1, 1, 1])
        );
        var channels = 64;
        foreach (var width in (ReadOnlySpan<int>)[64, 128, 256, 512])
        {
            value = Block(layers, value, channels, width, stride: width == 64 ? 1 : 2);
            value = Block(layers, value, width, width, stride: 1);
            channels = width;
        }

        return layers.Head(value, channels, ResNetClasses);
    }

    private static string Block(LayerBuilder layers, string value, int from, int to, int stride)
    {
        var first = layers.Relu(layers.NormalisedConvolution(value, from, to, kernel: 3, stride));
        var second = layers.NormalisedConvolution(first, to, to, kernel: 3, stride: 1);
        // Where the shape changes, the way past the block is a projection.
        var past = from == to ? value : layers.NormalisedConvolution(value, from, to, kernel: 1, stride);
        return layers.Relu(layers.Graph.Node("Add", [second, past]));
    }
}
