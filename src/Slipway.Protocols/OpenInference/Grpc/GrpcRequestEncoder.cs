using System.Globalization;
using Google.Protobuf;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Makes the generated request message of a client.</summary>
public static class GrpcRequestEncoder
{
    /// <summary>
    /// The message, with tensors as raw contents that share the memory of <paramref name="request"/>: send it before
    /// the request is disposed.
    /// </summary>
    /// <exception cref="ServingException">Unsupported for a label, which this protocol cannot name.</exception>
    public static ModelInferRequest ToMessage(InferenceRequest request)
    {
        if (request.Model.Label is { } label)
        {
            throw ServingException.Unsupported(
                $"The Open Inference Protocol cannot ask for label '{label}' of model '{request.Model.Name}'; "
                    + "name a version."
            );
        }

        var message = new ModelInferRequest
        {
            ModelName = request.Model.Name,
            ModelVersion = request.Model.Version?.ToString(CultureInfo.InvariantCulture) ?? "",
            Id = request.Id ?? "",
        };
        request.Parameters.CopyTo(message.Parameters);
        foreach (var input in request.Inputs)
        {
            var tensor = new ModelInferRequest.Types.InferInputTensor
            {
                Name = input.Name,
                Datatype = input.Tensor.DataType.Name(),
            };
            tensor.Shape.AddRange(input.Tensor.Shape.Dimensions);
            input.Parameters.CopyTo(tensor.Parameters);
            message.Inputs.Add(tensor);
            message.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(input.Tensor.Memory));
        }

        foreach (var output in request.Outputs)
        {
            var wanted = new ModelInferRequest.Types.InferRequestedOutputTensor { Name = output.Name };
            output.Parameters.CopyTo(wanted.Parameters);
            message.Outputs.Add(wanted);
        }

        return message;
    }
}
