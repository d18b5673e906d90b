using System.Buffers;
using System.IO.Pipelines;
using Slipway.Protocols.Json;
using Slipway.Protocols.Json.Writing;
using Slipway.Protocols.OpenInference.Rest.Writing;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// A request or response that has been checked and is ready to be written: the headers are known before the first
/// byte. It reads from the tensors of the message that it was made from, which must live until it is written. Writing
/// again writes the same bytes. Not thread-safe; disposal gives its own pooled memory back, not the tensors.
/// </summary>
public sealed class EncodedMessage : IEncodedBody
{
    private readonly MessageJson _message;
    private PooledBuffer? _json;

    internal EncodedMessage(MessageJson message)
    {
        _message = message;
        if (!message.HasBinary && message.EstimatedLength > ChunkPump.SmallJson)
            return;

        _json = ChunkPump.Format(new MessageJsonWriter(message), message.EstimatedLength);
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

    /// <inheritdoc/>
    public async ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken = default)
    {
        if (ContentLength is null)
        {
            if (!await ChunkPump.WriteAsync(output, new MessageJsonWriter(_message), cancellationToken))
                return;
        }
        else
        {
            ObjectDisposedException.ThrowIf(_json is null, this);
            output.Write(_json.Written);
            var unflushed = _json.Length;
            for (var i = 0; i < _message.Tensors.Count; i++)
            {
                if (!_message.IsBinary(i))
                    continue;
                ReadOnlyMemory<byte> rest = _message.Tensors[i].Tensor.Memory;
                while (!rest.IsEmpty)
                {
                    var length = Math.Min(rest.Length, Math.Max(ChunkPump.FlushThreshold - unflushed, 1));
                    output.Write(rest.Span[..length]);
                    rest = rest[length..];
                    unflushed += length;
                    if (unflushed < ChunkPump.FlushThreshold)
                        continue;
                    if (!await ChunkPump.FlushAsync(output, cancellationToken))
                        return;
                    unflushed = 0;
                }
            }
        }

        await ChunkPump.FlushAsync(output, cancellationToken);
    }

    public void Dispose()
    {
        _json?.Dispose();
        _json = null;
    }
}
