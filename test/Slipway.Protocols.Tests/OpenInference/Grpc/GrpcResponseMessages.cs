using Google.Protobuf;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

/// <summary>Makes generated response messages, to hold our own encoding against.</summary>
internal static class GrpcResponseMessages
{
    /// <summary>
    /// The message, with raw contents that share the memory of <paramref name="response"/>: send it before the
    /// response is disposed.
    /// </summary>
    public static ModelInferResponse ToMessage(InferenceResponse response)
    {
        var message = new ModelInferResponse
        {
            ModelName = response.ModelName,
            ModelVersion = response.ModelVersion,
            Id = response.Id ?? "",
        };
        response.Parameters.CopyTo(message.Parameters);
        foreach (var output in response.Outputs)
        {
            var tensor = new ModelInferResponse.Types.InferOutputTensor
            {
                Name = output.Name,
                Datatype = output.Tensor.DataType.Name(),
            };
            tensor.Shape.AddRange(output.Tensor.Shape.Dimensions);
            output.Parameters.CopyTo(tensor.Parameters);
            message.Outputs.Add(tensor);
            message.RawOutputContents.Add(
                output.IsElsewhere ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(output.Tensor.Memory)
            );
        }

        return message;
    }
}
