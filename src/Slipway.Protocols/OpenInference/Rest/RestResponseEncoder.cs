using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest.Writing;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// Encodes inference responses of the Open Inference Protocol V2. The request decides what is binary: the
/// <c>binary_data</c> parameter of a requested output, or else <c>binary_data_output</c> of the request.
/// </summary>
public static class RestResponseEncoder
{
    /// <summary>Checks a response and lays it out for writing.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="response">Stays the caller's and must live until the result is written.</param>
    /// <exception cref="ServingException">
    /// InvalidArgument where an output asked for as JSON cannot travel so: FP16, BF16, or BYTES that are not UTF-8.
    /// </exception>
    public static EncodedMessage Encode(InferenceRequest request, InferenceResponse response) =>
        new(new ResponseJson(request, response));
}
