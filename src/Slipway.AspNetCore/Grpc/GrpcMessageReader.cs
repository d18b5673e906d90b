using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Grpc;

/// <summary>Reads the one length-prefixed message of a unary call ("gRPC over HTTP/2", Length-Prefixed-Message).</summary>
internal static class GrpcMessageReader
{
    public const int PrefixLength = 5;

    private const int FirstChunk = 4 << 10;

    /// <summary>Takes the message, and waits for the end of the body behind it.</summary>
    /// <exception cref="ServingException">The framing, the compression or the message itself is wrong.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<InferenceRequest> ReadAsync(
        HttpContext context,
        GrpcDecoderLimits limits,
        CancellationToken ct
    )
    {
        var body = context.Request.BodyReader;
        var prefix = await body.ReadAtLeastAsync(PrefixLength, ct);
        var (compressed, length) = TakePrefix(body, prefix, limits.MaxMessageBytes);
        var request = compressed
            ? await GrpcDecompression.ReadAsync(context, length, limits, ct)
            : await GrpcRequestDecoder.DecodeAsync(body, length, limits, ct);
        try
        {
            await ExpectEndAsync(body, ct);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The message as it is, for a decoder that wants all of it at once: memory grows with what arrives. The caller
    /// disposes the buffer.
    /// </summary>
    /// <exception cref="ServingException">The framing or the compression is wrong, or the message is too large.</exception>
    public static async ValueTask<(TensorBuffer Buffer, int Length)> ReadWholeAsync(
        HttpContext context,
        int maxBytes,
        CancellationToken ct
    )
    {
        var body = context.Request.BodyReader;
        var (compressed, length) = TakePrefix(body, await body.ReadAtLeastAsync(PrefixLength, ct), maxBytes);
        using var whole = new TensorBufferWriter(FirstChunk);
        if (compressed)
            await GrpcDecompression.InflateAsync(context, length, whole, maxBytes, ct);
        else
            await CopyAsync(body, length, whole, ct);
        await ExpectEndAsync(body, ct);
        var written = whole.WrittenLength;
        return (whole.Detach(), written);
    }

    private static async ValueTask CopyAsync(
        PipeReader body,
        int length,
        TensorBufferWriter whole,
        CancellationToken ct
    )
    {
        while (length > 0)
        {
            var result = await body.ReadAsync(ct);
            var part = result.Buffer.Slice(0, Math.Min(length, result.Buffer.Length));
            foreach (var segment in part)
            {
                whole.Write(segment.Span);
            }

            length -= (int)part.Length;
            body.AdvanceTo(part.End);
            if (length > 0 && result.IsCompleted)
                throw ServingException.InvalidArgument("The body ends before the message does.");
        }
    }

    /// <summary>Takes the prefix of a message off what has been read.</summary>
    /// <exception cref="ServingException">It is cut off or wrong, or announces more than the limit.</exception>
    public static (bool Compressed, int Length) TakePrefix(PipeReader body, ReadResult result, int maxBytes)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (result.Buffer.Length < PrefixLength)
        {
            body.AdvanceTo(result.Buffer.End);
            throw ServingException.InvalidArgument("The call has no message; send one behind its 5-byte gRPC prefix.");
        }

        result.Buffer.Slice(0, PrefixLength).CopyTo(prefix);
        body.AdvanceTo(result.Buffer.GetPosition(PrefixLength));
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (prefix[0] > 1)
            throw ServingException.Internal($"The message's compressed flag is {prefix[0]}; gRPC knows 0 and 1.");
        if (length > (uint)maxBytes)
        {
            throw ServingException.TooLarge($"The request has {length} bytes; this server takes {maxBytes} at most.");
        }

        return (prefix[0] == 1, (int)length);
    }

    private static async ValueTask ExpectEndAsync(PipeReader body, CancellationToken ct)
    {
        while (true)
        {
            var result = await body.ReadAsync(ct);
            var more = !result.Buffer.IsEmpty;
            body.AdvanceTo(result.Buffer.End);
            if (more)
                throw ServingException.InvalidArgument("The call has more than one message; this method takes one.");
            if (result.IsCompleted)
                return;
        }
    }
}
