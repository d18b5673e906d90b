using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest.Writing;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>Encodes responses of Triton's "Generate Extension".</summary>
public static class GenerateResponseEncoder
{
    /// <summary>Checks a response and lays it out for writing.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="response">Stays the caller's and must live until the result is written.</param>
    /// <param name="isEvent">As a server-sent event, or as a body of its own.</param>
    /// <exception cref="ServingException">
    /// InvalidArgument where an output cannot travel in JSON: FP16, BF16, or BYTES that are not UTF-8.
    /// </exception>
    public static EncodedMessage Encode(InferenceRequest request, InferenceResponse response, bool isEvent) =>
        new(new GenerateJson(request, response, isEvent));
}
