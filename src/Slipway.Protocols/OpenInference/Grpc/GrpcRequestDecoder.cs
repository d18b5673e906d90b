using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// Decodes ModelInferRequest without the generated message: tensors go straight into their own memory, and memory
/// grows with what arrives rather than with what is declared. Fields may come in any order; unknown ones are skipped.
/// The request belongs to the caller; on failure nothing stays rented.
/// </summary>
public static class GrpcRequestDecoder
{
    /// <summary>
    /// Takes exactly <paramref name="messageLength"/> bytes off <paramref name="body"/>; the gRPC prefix is not among
    /// them. After a failure the reader stands at an undefined place and is good only for completing.
    /// </summary>
    /// <exception cref="ServingException">
    /// InvalidArgument for a malformed or inconsistent request, TooLarge over a limit; for shared memory also
    /// NotFound and Unsupported.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="ct"/> or <see cref="PipeReader.CancelPendingRead"/> ended the wait for bytes.
    /// </exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<InferenceRequest> DecodeAsync(
        PipeReader body,
        int messageLength,
        GrpcDecoderLimits limits,
        CancellationToken ct
    )
    {
        Check(messageLength, limits);
        using var assembler = RequestAssembler.Rent(limits);
        try
        {
            long remaining = messageLength;
            var minimum = 1;
            while (remaining > 0)
            {
                var buffer = await body.ReadChunkAsync(minimum, remaining, ct);
                var step = Walk(body, buffer, remaining, assembler);
                remaining -= step.Consumed;
                minimum = 1;
                switch (step.Action)
                {
                    case DecodeAction.Wait:
                        minimum = step.Length;
                        break;
                    case DecodeAction.TakeRaw:
                        assembler.AddRaw(await RawContents.ReadAsync(body, step.Length, ct));
                        remaining -= step.Length;
                        break;
                    default:
                        await SkipAsync(body, step.Length, ct);
                        remaining -= step.Length;
                        break;
                }
            }

            return assembler.Finish();
        }
        catch (ServingException failure)
        {
            throw assembler.Explain(failure);
        }
    }

    /// <summary>Decodes a message that is wholly there, as <see cref="DecodeAsync"/> does.</summary>
    public static InferenceRequest Decode(ReadOnlySequence<byte> message, GrpcDecoderLimits limits)
    {
        Check(message.Length, limits);
        using var assembler = RequestAssembler.Rent(limits);
        try
        {
            while (!message.IsEmpty)
            {
                var step = RequestWalker.Walk(message, message.Length, assembler);
                message = message.Slice(step.Consumed);
                if (step.Action == DecodeAction.Wait)
                    continue;
                if (step.Action == DecodeAction.TakeRaw)
                    assembler.AddRaw(RawContents.CopyOf(message.Slice(0, step.Length)));
                message = message.Slice(step.Length);
            }

            return assembler.Finish();
        }
        catch (ServingException failure)
        {
            throw assembler.Explain(failure);
        }
    }

    private static void Check(long length, GrpcDecoderLimits limits)
    {
        if (length > limits.MaxMessageBytes)
        {
            throw ServingException.TooLarge(
                $"The request has {length} bytes; this server takes {limits.MaxMessageBytes} at most."
            );
        }
    }

    private static DecodeStep Walk(
        PipeReader body,
        ReadOnlySequence<byte> buffer,
        long remaining,
        RequestAssembler assembler
    )
    {
        try
        {
            var step = RequestWalker.Walk(buffer, remaining, assembler);
            var consumed = buffer.GetPosition(step.Consumed);
            // Examined to the end only where more is needed: the next read must not wait for what is already here.
            body.AdvanceTo(consumed, step.Action == DecodeAction.Wait ? buffer.End : consumed);
            return step;
        }
        catch
        {
            body.AdvanceTo(buffer.End);
            throw;
        }
    }

    private static async ValueTask SkipAsync(PipeReader body, int length, CancellationToken ct)
    {
        while (length > 0)
        {
            var chunk = await body.ReadChunkAsync(1, length, ct);
            length -= (int)chunk.Length;
            body.AdvanceTo(chunk.End);
        }
    }
}
