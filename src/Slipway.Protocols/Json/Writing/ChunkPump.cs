using System.IO.Pipelines;

namespace Slipway.Protocols.Json.Writing;

/// <summary>Moves chunks into a pipe and flushes it whenever enough has come together.</summary>
internal static class ChunkPump
{
    /// <summary>JSON up to here is formatted at once: a Content-Length is worth a copy of a few pages.</summary>
    public const int SmallJson = 16 << 10;

    /// <summary>What may be buffered in the pipe before it is flushed.</summary>
    public const int FlushThreshold = 64 << 10;

    /// <summary>Writes everything at once.</summary>
    public static PooledBuffer Format<T>(T chunks, long estimatedLength)
        where T : IJsonChunks
    {
        var buffer = new PooledBuffer((int)Math.Min(estimatedLength, FlushThreshold));
        while (chunks.WriteChunk(buffer, out _))
        {
            // Each turn writes a chunk.
        }

        return buffer;
    }

    /// <summary>Writes everything bit by bit; the end is not flushed. False where the reader has gone.</summary>
    public static async ValueTask<bool> WriteAsync<T>(PipeWriter output, T chunks, CancellationToken cancellationToken)
        where T : IJsonChunks
    {
        var unflushed = 0;
        while (chunks.WriteChunk(output, out var written))
        {
            unflushed += written;
            if (unflushed < FlushThreshold)
                continue;
            if (!await FlushAsync(output, cancellationToken))
                return false;
            unflushed = 0;
        }

        return true;
    }

    /// <summary>False where the reader has gone.</summary>
    /// <exception cref="OperationCanceledException">The token or the pending flush was cancelled.</exception>
    public static async ValueTask<bool> FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var result = await output.FlushAsync(cancellationToken);
        return result.IsCanceled
            ? throw new OperationCanceledException("Writing the body was cancelled.")
            : !result.IsCompleted;
    }
}
