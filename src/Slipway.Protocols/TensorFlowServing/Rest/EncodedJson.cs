using System.Buffers;
using System.IO.Pipelines;
using Slipway.Protocols.Json;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.TensorFlowServing.Rest;

/// <summary>An answer of TensorFlow Serving's REST surface, ready to be written once.</summary>
public sealed class EncodedJson : IEncodedBody
{
    private readonly IJsonChunks _chunks;
    private PooledBuffer? _json;

    internal EncodedJson(IJsonChunks chunks, long estimatedLength)
    {
        _chunks = chunks;
        if (estimatedLength > ChunkPump.SmallJson)
            return;
        _json = ChunkPump.Format(chunks, estimatedLength);
        ContentLength = _json.Length;
    }

    /// <inheritdoc/>
    public long? ContentLength { get; }

    public string ContentType => "application/json";

    /// <inheritdoc/>
    public async ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken = default)
    {
        if (ContentLength is null)
        {
            if (!await ChunkPump.WriteAsync(output, _chunks, cancellationToken))
                return;
        }
        else
        {
            ObjectDisposedException.ThrowIf(_json is null, this);
            output.Write(_json.Written);
        }

        await ChunkPump.FlushAsync(output, cancellationToken);
    }

    public void Dispose()
    {
        _json?.Dispose();
        _json = null;
    }
}
