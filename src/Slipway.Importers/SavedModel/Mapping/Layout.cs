using Slipway.Onnx;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>TensorFlow's usual order of an image's dimensions has the channels last, ONNX's has them second.</summary>
internal static class Layout
{
    public static AttributeProto ToFirst(int rank)
    {
        var order = new List<long> { 0, rank - 1 };
        for (var i = 1; i < rank - 1; i++)
        {
            order.Add(i);
        }

        return Permutation([.. order]);
    }

    public static AttributeProto ToLast(int rank)
    {
        var order = new List<long> { 0 };
        for (var i = 2; i < rank; i++)
        {
            order.Add(i);
        }

        order.Add(1);
        return Permutation([.. order]);
    }

    public static AttributeProto Permutation(params long[] order) => OnnxAttribute.Of("perm", order);
}
