using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Pools: the largest or the mean of what is under a window.</summary>
internal static class PoolingOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["MaxPool"] = node => [Pool(node, "MaxPool", 4)];
        table["MaxPoolV2"] = node => throw node.Cannot("takes its window as a tensor");
        table["MaxPool3D"] = node => [Pool(node, "MaxPool", 5)];
        table["AvgPool"] = node => [Pool(node, "AveragePool", 4)];
        table["AvgPool3D"] = node => [Pool(node, "AveragePool", 5)];
    }

    private static Value Pool(NodeContext node, string operation, int rank)
    {
        var window = new Window(node, rank);
        var size = window.Spatial("ksize");
        AttributeProto[] attributes =
        [
            window.Pads(),
            OnnxAttribute.Of("strides", window.Strides),
            OnnxAttribute.Of("kernel_shape", size),
        ];
        var type = node[0].Type;
        var kernel = type switch
        {
            OnnxType.Double when operation == "MaxPool" => OnnxType.Double,
            OnnxType.Float16 => OnnxType.Float16,
            _ => OnnxType.Float,
        };
        var name = node.Through(type, kernel, window.Input(0), image => node.Emit(operation, [image], attributes));
        var shape = node[0].Shape;
        return window.Output(
            name,
            type,
            window.Sizes(shape, Array.ConvertAll(size, dim => (long?)dim)),
            shape?[0],
            shape?[window.IsChannelsFirst ? 1 : ^1]
        );
    }
}
