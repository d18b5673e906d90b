using Google.Protobuf;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.AttributeProto.Types;

namespace Slipway.Onnx;

/// <summary>Makes node attributes; the overload decides the attribute's type.</summary>
public static class OnnxAttribute
{
    public static AttributeProto Of(string name, long value) =>
        new()
        {
            Name = name,
            Type = AttributeType.Int,
            I = value,
        };

    public static AttributeProto Of(string name, float value) =>
        new()
        {
            Name = name,
            Type = AttributeType.Float,
            F = value,
        };

    public static AttributeProto Of(string name, string value) =>
        new()
        {
            Name = name,
            Type = AttributeType.String,
            S = ByteString.CopyFromUtf8(value),
        };

    public static AttributeProto Of(string name, TensorProto value) =>
        new()
        {
            Name = name,
            Type = AttributeType.Tensor,
            T = value,
        };

    public static AttributeProto Of(string name, GraphProto value) =>
        new()
        {
            Name = name,
            Type = AttributeType.Graph,
            G = value,
        };

    public static AttributeProto Of(string name, IEnumerable<long> values) =>
        new()
        {
            Name = name,
            Type = AttributeType.Ints,
            Ints = { values },
        };

    public static AttributeProto Of(string name, IEnumerable<float> values) =>
        new()
        {
            Name = name,
            Type = AttributeType.Floats,
            Floats = { values },
        };

    public static AttributeProto Of(string name, IEnumerable<string> values) =>
        new()
        {
            Name = name,
            Type = AttributeType.Strings,
            Strings = { values.Select(ByteString.CopyFromUtf8) },
        };
}
