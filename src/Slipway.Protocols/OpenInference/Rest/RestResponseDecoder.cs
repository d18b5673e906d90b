using System.IO.Pipelines;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// Decodes inference responses of the Open Inference Protocol V2 ("Inference Response JSON Object") and of the binary
/// tensor data extension. Error bodies are not responses: the caller looks at the status first.
/// </summary>
public static class RestResponseDecoder
{
    /// <summary>Reads one response.</summary>
    /// <param name="body">The decompressed body; read to its end on success, never completed.</param>
    /// <param name="contentLength">Bytes of <paramref name="body"/>, where known.</param>
    /// <param name="inferenceHeaderLength">
    /// The value of <see cref="RestHeaders.InferenceHeaderContentLength"/>; null where the response has none.
    /// </param>
    /// <param name="limits">What to refuse.</param>
    /// <param name="cancellationToken">Ends waiting for bytes.</param>
    /// <returns>The response, which the caller owns.</returns>
    /// <exception cref="ServingException">
    /// Internal for a body that is not a response, TooLarge, Unsupported; whatever was decoded has been given back.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; whatever was decoded has been given back.</exception>
    public static ValueTask<InferenceResponse> DecodeAsync(
        PipeReader body,
        long? contentLength,
        int? inferenceHeaderLength,
        RestDecoderLimits limits,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();
}
