using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>
/// One message of a stream: the request, or why it is none. What is wrong with one request does not end its stream.
/// </summary>
/// <param name="Names">By which an answer names the request.</param>
/// <param name="Length">Bytes that it takes.</param>
/// <param name="Request">Belongs to whoever computes it; null where there is a failure.</param>
/// <param name="Failure">Null where there is a request.</param>
internal readonly record struct StreamedRequest(
    GrpcRequestNames Names,
    int Length,
    InferenceRequest? Request,
    ServingException? Failure
)
{
    /// <summary>Whether its caller is told of an end that no answer tells of.</summary>
    public bool WantsEnd { get; init; }
}
