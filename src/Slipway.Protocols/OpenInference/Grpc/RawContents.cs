using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// One entry of raw_input_contents in memory that will be the tensor's. The holder disposes the buffer.
/// </summary>
internal readonly record struct RawContents(TensorBuffer? Buffer, int Length)
{
    // Up to here a declared length is trusted with memory; beyond, memory follows what has arrived.
    private const int RentedAtOnce = 1 << 20;
    private const int Growth = 4;

    public static RawContents CopyOf(ReadOnlySequence<byte> bytes)
    {
        var length = (int)bytes.Length;
        var buffer = TensorBuffer.Rent(length);
        bytes.CopyTo(buffer.GetSpan());
        return new RawContents(buffer, length);
    }

    /// <summary>Takes exactly <paramref name="length"/> bytes off the pipe, with one copy.</summary>
    /// <exception cref="Errors.ServingException">InvalidArgument where the pipe ends before.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RawContents> ReadAsync(PipeReader body, int length, CancellationToken ct)
    {
        var buffer = TensorBuffer.Rent(Math.Min(length, RentedAtOnce));
        try
        {
            var written = 0;
            while (written < length)
            {
                var chunk = await body.ReadChunkAsync(1, length - written, ct);
                var count = (int)chunk.Length;
                if (count > buffer.Length - written)
                {
                    buffer = Grow(buffer, written, count, length);
                }

                chunk.CopyTo(buffer.GetSpan()[written..]);
                body.AdvanceTo(chunk.End);
                written += count;
            }

            return new RawContents(buffer, length);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private static TensorBuffer Grow(TensorBuffer buffer, int written, int more, int length)
    {
        var capacity = Math.Min(length, Math.Max((long)written + more, (long)buffer.Length * Growth));
        var larger = TensorBuffer.Rent((int)capacity);
        buffer.GetSpan()[..written].CopyTo(larger.GetSpan());
        buffer.Dispose();
        return larger;
    }
}
