using System.IO.Pipelines;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// A request or response that has been checked and is ready to be written: the headers are known before the first
/// byte. It reads from the tensors of the message that it was made from, which must live until it is written. Writing
/// again writes the same bytes. Not thread-safe; disposal gives its own pooled memory back, not the tensors.
/// </summary>
public sealed class EncodedMessage : IDisposable
{
    internal EncodedMessage() { }

    /// <summary>
    /// The value of <see cref="RestHeaders.InferenceHeaderContentLength"/>; null where the body is JSON alone and the
    /// header must not be sent.
    /// </summary>
    public int? JsonLength { get; }

    /// <summary>Bytes of the body; null for large JSON, which is formatted while it is sent.</summary>
    public long? ContentLength { get; }

    public string ContentType => JsonLength is null ? RestHeaders.JsonContentType : RestHeaders.BinaryContentType;

    /// <summary>
    /// Writes and flushes the body, holding back where the pipe does. The pipe is not completed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token or the pending flush was cancelled.</exception>
    public ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public void Dispose() { }
}
