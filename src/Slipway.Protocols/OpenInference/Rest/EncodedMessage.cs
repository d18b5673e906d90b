using System.Buffers;
using System.IO.Pipelines;
using Slipway.Protocols.OpenInference.Rest.Writing;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// A request or response that has been checked and is ready to be written: the headers are known before the first
/// byte. It reads from the tensors of the message that it was made from, which must live until it is written. Writing
/// again writes the same bytes. Not thread-safe; disposal gives its own pooled memory back, not the tensors.
/// </summary>
public sealed class EncodedMessage : IDisposable
{
    // JSON up to here is formatted at once: a Content-Length is worth a copy of a few pages.
    private const int SmallJson = 16 << 10;

    // What may be buffered in the pipe before it is flushed.
    private const int FlushThreshold = 64 << 10;

    private readonly MessageJson _message;
    private PooledBuffer? _json;

    internal EncodedMessage(MessageJson message)
    {
        _message = message;
        if (!message.HasBinary && message.EstimatedLength > SmallJson)
            return;

        _json = new PooledBuffer((int)Math.Min(message.EstimatedLength, FlushThreshold));
        var writer = new MessageJsonWriter(message);
        while (writer.WriteChunk(_json, out _))
        {
            // Each turn writes a chunk.
        }

        ContentLength = _json.Length + message.BinaryLength;
        if (message.HasBinary)
            JsonLength = _json.Length;
    }

    /// <summary>
    /// The value of <see cref="RestHeaders.InferenceHeaderContentLength"/>; null where the body is JSON alone and the
    /// header must not be sent.
    /// </summary>
    public int? JsonLength { get; }

    /// <summary>Bytes of the body; null for large JSON, which is formatted while it is sent.</summary>
    public long? ContentLength { get; }

    public string ContentType => JsonLength is null ? RestHeaders.JsonContentType : RestHeaders.BinaryContentType;

    /// <summary>
    /// Writes and flushes the body, holding back where the pipe does; ends early and quietly where its reader has
    /// gone. The pipe is not completed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token or the pending flush was cancelled.</exception>
    public async ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken = default)
    {
        var unflushed = 0;
        if (ContentLength is null)
        {
            var writer = new MessageJsonWriter(_message);
            while (writer.WriteChunk(output, out var written))
            {
                unflushed += written;
                if (unflushed < FlushThreshold)
                    continue;
                if (!await FlushAsync(output, cancellationToken))
                    return;
                unflushed = 0;
            }
        }
        else
        {
            ObjectDisposedException.ThrowIf(_json is null, this);
            output.Write(_json.Written);
            unflushed = _json.Length;
            for (var i = 0; i < _message.Tensors.Count; i++)
            {
                if (!_message.IsBinary(i))
                    continue;
                ReadOnlyMemory<byte> rest = _message.Tensors[i].Tensor.Memory;
                while (!rest.IsEmpty)
                {
                    var length = Math.Min(rest.Length, Math.Max(FlushThreshold - unflushed, 1));
                    output.Write(rest.Span[..length]);
                    rest = rest[length..];
                    unflushed += length;
                    if (unflushed < FlushThreshold)
                        continue;
                    if (!await FlushAsync(output, cancellationToken))
                        return;
                    unflushed = 0;
                }
            }
        }

        await FlushAsync(output, cancellationToken);
    }

    public void Dispose()
    {
        _json?.Dispose();
        _json = null;
    }

    private static async ValueTask<bool> FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var result = await output.FlushAsync(cancellationToken);
        return result.IsCanceled
            ? throw new OperationCanceledException("Writing the body was cancelled.")
            : !result.IsCompleted;
    }
}
