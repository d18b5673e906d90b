using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Onnx;

/// <summary>Makes <see cref="TypeProto"/> messages, the types of graph inputs and outputs.</summary>
public static class OnnxTypes
{
    public static TypeProto Tensor(DataType type, params ReadOnlySpan<Dim> dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            var proto = new TensorShapeProto.Types.Dimension();
            if (dim.Size is { } size)
                proto.DimValue = size;
            else if (dim.Name is { } name)
                proto.DimParam = name;
            shape.Dim.Add(proto);
        }

        return new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape },
        };
    }

    public static TypeProto Sequence(TypeProto element) =>
        new() { SequenceType = new TypeProto.Types.Sequence { ElemType = element } };

    public static TypeProto Optional(TypeProto element) =>
        new() { OptionalType = new TypeProto.Types.Optional { ElemType = element } };

    public static TypeProto Map(DataType key, TypeProto value) =>
        new()
        {
            MapType = new TypeProto.Types.Map { KeyType = (int)key, ValueType = value },
        };
}
