using System.IO.Pipelines;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// Encodes ModelStreamInferResponse: an answer as <see cref="GrpcResponseEncoder"/> does, one field deeper. The
/// response stays the caller's.
/// </summary>
public static class GrpcStreamResponseEncoder
{
    private const int InferResponse = 2;
    private const int LongestHead = 1 + 5;

    /// <summary>The exact size of the message in bytes.</summary>
    /// <exception cref="ServingException">TooLarge where it is over 2 GB, which gRPC cannot frame.</exception>
    public static int ComputeSize(InferenceResponse response)
    {
        var size = WireWriter.SizeOfField(GrpcResponseEncoder.ComputeSize(response));
        return size <= int.MaxValue
            ? (int)size
            : throw ServingException.TooLarge(
                $"The answer of model '{response.ModelName}' has {size} bytes; gRPC carries 2 GB at most. "
                    + "Ask for fewer outputs or a smaller batch."
            );
    }

    /// <inheritdoc cref="GrpcResponseEncoder.WriteAsync"/>
    public static ValueTask<bool> WriteAsync(InferenceResponse response, PipeWriter destination, CancellationToken ct)
    {
        var writer = new WireWriter(destination.GetSpan(LongestHead));
        writer.Head(InferResponse, GrpcResponseEncoder.ComputeSize(response));
        destination.Advance(writer.Written);
        return GrpcResponseEncoder.WriteAsync(response, destination, ct);
    }

    /// <summary>
    /// The message for a request that failed: the error, and in place of an answer the names by which the caller
    /// knows the request.
    /// </summary>
    public static ModelStreamInferResponse Failure(string error, GrpcRequestNames names)
    {
        var message = End(names);
        message.ErrorMessage = error;
        return message;
    }

    /// <summary>The message by which a caller who wants to know is told that no further answer to a request follows.</summary>
    public static ModelStreamInferResponse End(GrpcRequestNames names)
    {
        var response = new ModelInferResponse
        {
            ModelName = names.Model,
            ModelVersion = names.Version,
            Id = names.Id,
        };
        response.Parameters[StreamParameters.FinalResponse] = GrpcParameters.ToMessage(new ParameterValue(true));
        return new ModelStreamInferResponse { InferResponse = response };
    }
}
