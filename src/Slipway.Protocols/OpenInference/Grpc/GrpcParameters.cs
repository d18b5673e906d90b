using Google.Protobuf.Collections;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Parameters between the vocabulary and the generated messages.</summary>
public static class GrpcParameters
{
    public static InferParameter ToMessage(ParameterValue value) =>
        value.Kind switch
        {
            ParameterKind.Boolean => new InferParameter { BoolParam = value.AsBoolean.GetValueOrDefault() },
            ParameterKind.Int64 => new InferParameter { Int64Param = value.AsInt64.GetValueOrDefault() },
            ParameterKind.UInt64 => new InferParameter { Uint64Param = value.AsUInt64.GetValueOrDefault() },
            ParameterKind.Double => new InferParameter { DoubleParam = value.AsDouble.GetValueOrDefault() },
            _ => new InferParameter { StringParam = value.AsString ?? "" },
        };

    /// <summary>The value, or null where none of the fields is set.</summary>
    public static ParameterValue? FromMessage(InferParameter message) =>
        message.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.BoolParam => new ParameterValue(message.BoolParam),
            InferParameter.ParameterChoiceOneofCase.Int64Param => new ParameterValue(message.Int64Param),
            InferParameter.ParameterChoiceOneofCase.Uint64Param => new ParameterValue(message.Uint64Param),
            InferParameter.ParameterChoiceOneofCase.DoubleParam => new ParameterValue(message.DoubleParam),
            InferParameter.ParameterChoiceOneofCase.StringParam => new ParameterValue(message.StringParam),
            _ => null,
        };

    internal static void CopyTo(this InferenceParameters? parameters, MapField<string, InferParameter> map)
    {
        if (parameters is null)
            return;
        foreach (var (name, value) in parameters)
        {
            map[name] = ToMessage(value);
        }
    }

    /// <summary>The parameters of a message; null for none. Those without a value are left out.</summary>
    internal static InferenceParameters? Read(MapField<string, InferParameter> map)
    {
        InferenceParameters? parameters = null;
        foreach (var (name, message) in map)
        {
            if (FromMessage(message) is { } value)
                (parameters ??= [])[name] = value;
        }

        return parameters;
    }
}
