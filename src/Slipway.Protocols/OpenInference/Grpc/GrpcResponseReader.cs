using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Reads the generated response message of a client, with raw or with typed contents.</summary>
public static class GrpcResponseReader
{
    /// <summary>The answer, with tensors of its own: the message is not needed afterwards.</summary>
    /// <exception cref="ServingException">Internal where the server's answer contradicts itself.</exception>
    public static InferenceResponse Read(ModelInferResponse message)
    {
        var response = new InferenceResponse
        {
            ModelName = message.ModelName,
            ModelVersion = message.ModelVersion,
            Id = message.Id.Length == 0 ? null : message.Id,
            Parameters = GrpcParameters.Read(message.Parameters),
        };
        try
        {
            var raw = message.RawOutputContents;
            if (raw.Count != 0 && raw.Count != message.Outputs.Count)
            {
                throw ServingException.Internal(
                    $"raw_output_contents has {raw.Count} entries for {message.Outputs.Count} outputs."
                );
            }

            for (var i = 0; i < message.Outputs.Count; i++)
            {
                var output = message.Outputs[i];
                var tensor = Read(output, raw.Count == 0 ? null : raw[i]);
                response.Outputs.Add(new NamedTensor(output.Name, tensor, GrpcParameters.Read(output.Parameters)));
            }

            return response;
        }
        catch (ServingException failure)
        {
            response.Dispose();
            throw ServingException.Internal(
                $"The server's answer for model '{Shown.Text(message.ModelName)}' is inconsistent: {failure.Message}",
                failure
            );
        }
    }

    private static Tensor Read(ModelInferResponse.Types.InferOutputTensor output, Google.Protobuf.ByteString? raw)
    {
        if (!DataTypes.TryParse(output.Datatype, out var type))
            throw ServingException.Internal($"output '{output.Name}' has the unknown datatype '{output.Datatype}'.");

        var shape = new TensorShape([.. output.Shape]);
        if (raw is null)
            return TypedContents.ToTensor(output.Contents ?? new InferTensorContents(), type, shape);

        var buffer = TensorBuffer.Rent(raw.Length);
        raw.Span.CopyTo(buffer.GetSpan());
        return new Tensor(type, shape, buffer, raw.Length);
    }
}
