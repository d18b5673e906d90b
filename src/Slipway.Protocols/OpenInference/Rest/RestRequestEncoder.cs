using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest.Writing;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// Encodes inference requests of the Open Inference Protocol V2, as JSON or with the binary tensor data extension. The
/// model is not in the body: it is in the path.
/// </summary>
public static class RestRequestEncoder
{
    /// <summary>Checks a request and lays it out for writing.</summary>
    /// <param name="request">Stays the caller's and must live until the result is written.</param>
    /// <param name="binary">
    /// Whether inputs travel as binary data and outputs are asked for as such (<c>binary_data_output</c>, unless
    /// the request's own parameters say otherwise).
    /// </param>
    /// <exception cref="ServingException">
    /// InvalidArgument where a value cannot travel as JSON: FP16, BF16, or BYTES that are not UTF-8.
    /// </exception>
    public static EncodedMessage Encode(InferenceRequest request, bool binary) => new(new RequestJson(request, binary));
}
