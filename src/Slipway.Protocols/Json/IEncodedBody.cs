using System.IO.Pipelines;

namespace Slipway.Protocols.Json;

/// <summary>
/// A message that has been checked and is ready to be written: what its headers say is known before the first byte. It
/// reads from the tensors that it was made from, which must live until it is written. Not thread-safe; disposal gives
/// its own pooled memory back, not the tensors.
/// </summary>
public interface IEncodedBody : IDisposable
{
    /// <summary>Bytes of the body; null for a large one, which is formatted while it is sent.</summary>
    long? ContentLength { get; }

    string ContentType { get; }

    /// <summary>
    /// Writes and flushes the body, holding back where the pipe does; ends early and quietly where its reader has
    /// gone. The pipe is not completed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token or the pending flush was cancelled.</exception>
    ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken = default);
}
