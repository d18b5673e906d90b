using System.IO.Pipelines;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// Decodes inference requests of the Open Inference Protocol V2 ("Inference Request JSON Object") and of the binary
/// tensor data extension. Tensor data goes from the pipe straight into the tensor's memory.
/// </summary>
public static class RestRequestDecoder
{
    /// <summary>Reads one request.</summary>
    /// <param name="body">The decompressed body; read to its end on success, never completed.</param>
    /// <param name="contentLength">Bytes of <paramref name="body"/>, where known.</param>
    /// <param name="inferenceHeaderLength">
    /// The value of <see cref="RestHeaders.InferenceHeaderContentLength"/>; null where the request has none.
    /// </param>
    /// <param name="model">The model that the path names.</param>
    /// <param name="limits">What to refuse.</param>
    /// <param name="cancellationToken">Ends waiting for bytes.</param>
    /// <returns>The request, which the caller owns.</returns>
    /// <exception cref="ServingException">
    /// InvalidArgument, TooLarge or Unsupported; whatever was decoded has been given back.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; whatever was decoded has been given back.</exception>
    public static ValueTask<InferenceRequest> DecodeAsync(
        PipeReader body,
        long? contentLength,
        int? inferenceHeaderLength,
        ModelSelector model,
        RestDecoderLimits limits,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();
}
