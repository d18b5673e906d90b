using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.AspNetCore.Grpc;

/// <summary>Reads the one length-prefixed message of a unary call ("gRPC over HTTP/2", Length-Prefixed-Message).</summary>
internal static class GrpcMessageReader
{
    public const int PrefixLength = 5;

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
        var (compressed, length) = TakePrefix(body, await body.ReadAtLeastAsync(PrefixLength, ct), limits);
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

    /// <summary>Takes the prefix of a message off what has been read.</summary>
    /// <exception cref="ServingException">It is cut off or wrong, or announces more than the limit.</exception>
    public static (bool Compressed, int Length) TakePrefix(PipeReader body, ReadResult result, GrpcDecoderLimits limits)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (result.Buffer.Length < PrefixLength)
        {
            body.AdvanceTo(result.Buffer.End);
            throw ServingException.InvalidArgument(
                "The call has no message; send one ModelInferRequest behind its 5-byte gRPC prefix."
            );
        }

        result.Buffer.Slice(0, PrefixLength).CopyTo(prefix);
        body.AdvanceTo(result.Buffer.GetPosition(PrefixLength));
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (prefix[0] > 1)
            throw ServingException.Internal($"The message's compressed flag is {prefix[0]}; gRPC knows 0 and 1.");
        if (length > (uint)limits.MaxMessageBytes)
        {
            throw ServingException.TooLarge(
                $"The request has {length} bytes; this server takes {limits.MaxMessageBytes} at most."
            );
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
                throw ServingException.InvalidArgument("The call has more than one message; ModelInfer takes one.");
            if (result.IsCompleted)
                return;
        }
    }
}
