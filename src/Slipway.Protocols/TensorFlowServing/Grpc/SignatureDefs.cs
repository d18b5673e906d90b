using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>A model's signatures as TensorFlow's SignatureDef describes them.</summary>
public static class SignatureDefs
{
    /// <summary>The signatures of a model, by name.</summary>
    public static SignatureDefMap Of(ModelSignature signature)
    {
        var map = new SignatureDefMap();
        foreach (var one in signature.Others.Prepend(signature))
        {
            map.SignatureDef[one.Name] = DefinitionOf(one);
        }

        return map;
    }

    private static SignatureDef DefinitionOf(ModelSignature signature)
    {
        var definition = new SignatureDef { MethodName = signature.Method };
        foreach (var input in signature.Inputs)
        {
            definition.Inputs[input.Name] = InfoOf(input);
        }

        foreach (var output in signature.Outputs)
        {
            definition.Outputs[output.Name] = InfoOf(output);
        }

        return definition;
    }

    private static TensorInfo InfoOf(TensorSpec spec)
    {
        var shape = new TensorShapeProto { UnknownRank = spec.HasUnknownRank };
        for (var i = 0; i < spec.Shape.Rank; i++)
        {
            shape.Dim.Add(
                new TensorShapeProto.Types.Dim
                {
                    Size = spec.Shape[i],
                    Name = i < spec.DimensionNames.Count ? spec.DimensionNames[i] ?? "" : "",
                }
            );
        }

        return new TensorInfo
        {
            // The first output of the operation of that name: what TensorFlow calls a tensor.
            Name = spec.Name + ":0",
            Dtype = TensorFlowTypes.Of(spec.DataType),
            TensorShape = shape,
        };
    }
}
