using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Slipway.Protocols.OpenInference.Grpc;

internal static class PipeReaderExtensions
{
    /// <summary>
    /// Waits for at least <paramref name="minimum"/> bytes and returns <paramref name="maximum"/> at most. The caller
    /// advances the reader.
    /// </summary>
    /// <exception cref="Errors.ServingException">InvalidArgument where the pipe ends before.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ReadOnlySequence<byte>> ReadChunkAsync(
        this PipeReader body,
        int minimum,
        long maximum,
        CancellationToken ct
    )
    {
        var result = await body.ReadAtLeastAsync(minimum, ct);
        var buffer = result.Buffer;
        if (buffer.Length >= minimum && !result.IsCanceled)
            return buffer.Length > maximum ? buffer.Slice(0, maximum) : buffer;

        body.AdvanceTo(buffer.End);
        throw result.IsCanceled
            ? new OperationCanceledException("Reading the request was cancelled.")
            : WireReader.Malformed("the body ends before the message does");
    }
}
