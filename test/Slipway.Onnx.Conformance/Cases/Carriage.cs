using Slipway.Onnx.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Onnx.Conformance.Cases;

/// <summary>Which cases the Open Inference Protocol can carry: those of tensors, of types that it names.</summary>
internal static class Carriage
{
    /// <summary>Why requests cannot carry a case, or null where they can.</summary>
    public static string? Obstacle(ConformanceCase @case)
    {
        if (@case.Graph is not { } graph)
            return "the model file cannot be read";
        if (@case.DataSets.Count == 0)
            return "no data sets";
        foreach (var value in graph.Input.Concat(graph.Output))
        {
            if (Obstacle(value.Type) is { } obstacle)
                return obstacle;
        }

        return null;
    }

    private static string? Obstacle(TypeProto? type) =>
        type?.ValueCase switch
        {
            TypeProto.ValueOneofCase.TensorType => ElementTypeMap.ToWire(type.TensorType.ElemType) is null
                ? $"tensor of {((OnnxType)type.TensorType.ElemType).ToString().ToLowerInvariant()}"
                : null,
            TypeProto.ValueOneofCase.SequenceType => "sequence",
            TypeProto.ValueOneofCase.MapType => "map",
            TypeProto.ValueOneofCase.OptionalType => "optional",
            TypeProto.ValueOneofCase.SparseTensorType => "sparse tensor",
            TypeProto.ValueOneofCase.OpaqueType => "opaque",
            _ => "value without a type",
        };
}
