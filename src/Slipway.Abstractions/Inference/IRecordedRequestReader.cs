using Slipway.Models;

namespace Slipway.Inference;

/// <summary>Reads a request that was recorded in a file, in the form of one of the protocols. Thread-safe.</summary>
public interface IRecordedRequestReader
{
    /// <returns>The request, which the caller owns.</returns>
    /// <exception cref="Errors.ServingException">The content is no such request.</exception>
    ValueTask<InferenceRequest> ReadAsync(
        ReadOnlyMemory<byte> content,
        ModelSelector model,
        CancellationToken cancellationToken
    );
}
