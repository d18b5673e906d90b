using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Grpc;

/// <summary>Reads messages compressed as <c>grpc-encoding</c> says: gzip, or deflate, which gRPC takes as zlib.</summary>
internal static class GrpcDecompression
{
    private const string Accepted = "identity,gzip,deflate";
    private const int Chunk = 16 << 10;

    /// <summary>Takes a message of <paramref name="length"/> compressed bytes off the request's body.</summary>
    /// <exception cref="ServingException">
    /// TooLarge where it grows over the limit, InvalidArgument for damaged data, Unsupported for another encoding.
    /// </exception>
    public static async ValueTask<InferenceRequest> ReadAsync(
        HttpContext context,
        int length,
        GrpcDecoderLimits limits,
        CancellationToken ct
    )
    {
        using var whole = new TensorBufferWriter(Chunk);
        await InflateAsync(context, length, whole, limits.MaxMessageBytes, ct);
        var size = whole.WrittenLength;
        using var buffer = whole.Detach();
        return GrpcRequestDecoder.Decode(new ReadOnlySequence<byte>(buffer.Memory[..size]), limits);
    }

    /// <summary>The same into <paramref name="whole"/>, without decoding it.</summary>
    public static async ValueTask InflateAsync(
        HttpContext context,
        int length,
        TensorBufferWriter whole,
        int maxBytes,
        CancellationToken ct
    )
    {
        await using var compressed = new GrpcMessageStream(context.Request.BodyReader, length);
        await using (var plain = Open(context, compressed))
        {
            await InflateAsync(plain, whole, maxBytes, ct);
        }

        await compressed.SkipRestAsync(ct);
    }

    private static async ValueTask InflateAsync(
        Stream plain,
        TensorBufferWriter whole,
        int maxBytes,
        CancellationToken ct
    )
    {
        try
        {
            int read;
            while ((read = await plain.ReadAsync(whole.GetMemory(Chunk), ct)) > 0)
            {
                whole.Advance(read);
                if (whole.WrittenLength > maxBytes)
                {
                    throw ServingException.TooLarge(
                        $"The request is over {maxBytes} bytes after decompression, the most that this "
                            + "server takes."
                    );
                }
            }
        }
        catch (InvalidDataException failure)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                "The message is not compressed as its grpc-encoding says, or is cut off.",
                failure
            );
        }
    }

    private static Stream Open(HttpContext context, Stream compressed)
    {
        var encoding = context.Request.Headers.GrpcEncoding.ToString();
        switch (encoding)
        {
            case "gzip":
                return new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            case "deflate":
                return new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            case "" or "identity":
                throw ServingException.Internal("The message is marked as compressed, but grpc-encoding names no way.");
            default:
                context.Response.Headers.GrpcAcceptEncoding = Accepted;
                throw ServingException.Unsupported(
                    $"grpc-encoding '{encoding}' is not supported; use gzip or deflate."
                );
        }
    }
}
