using System.IO.Pipelines;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>
/// The bytes behind the JSON part (Triton's "Binary Tensor Data Extension"): the tensors in their order, without
/// gaps, copied from the pipe into their own memory.
/// </summary>
internal static class BinarySection
{
    /// <summary>The value of <c>binary_data_size</c>, where it is what the tensor's type and shape ask for.</summary>
    public static int CheckLength(PendingTensor tensor, ParameterValue size, BodyExtent extent, MessageContext context)
    {
        if (!extent.HasHeader)
        {
            throw context.Invalid(
                $"{tensor} has 'binary_data_size', but the {context.Noun} has no "
                    + $"{RestHeaders.InferenceHeaderContentLength} header, so where its bytes begin is not known."
            );
        }

        if (size.AsInt64 is not { } length || length < 0)
            throw context.Invalid($"'binary_data_size' of {tensor} is {size}; it is a number of bytes.");
        if (length > extent.MaxBytes)
        {
            throw context.TooLarge(
                $"'binary_data_size' of {tensor} is {length}, over the limit of {extent.MaxBytes} bytes of a body."
            );
        }

        var type = tensor.DataType!.Value;
        var expected = Tensor.ByteLengthOf(type, tensor.Shape!.Value);
        return type == DataType.Bytes || length == expected
            ? (int)length
            : throw context.Invalid(
                $"'binary_data_size' of {tensor} is {length}, but {type.Name()} of shape {tensor.Shape} has "
                    + $"{expected} bytes."
            );
    }

    /// <summary>Fills the tensors that wait for bytes; the pipe stands behind the JSON part.</summary>
    public static async ValueTask ReadAsync(
        PipeReader pipe,
        List<PendingTensor> tensors,
        BodyExtent extent,
        MessageContext context,
        CancellationToken cancellationToken
    )
    {
        var declared = (long)extent.HeaderLength!.Value;
        foreach (var tensor in tensors)
        {
            declared += tensor.BinaryLength ?? 0;
        }

        if (declared > extent.MaxBytes)
            throw context.BodyTooLarge();
        var arriving = (extent.ContentLength ?? extent.MaxBytes) - extent.HeaderLength.Value;
        foreach (var tensor in tensors)
        {
            if (tensor.BinaryLength is not { } length)
                continue;
            tensor.Tensor = await ReadTensorAsync(pipe, tensor, length, arriving, context, cancellationToken);
            arriving -= length;
        }

        if (declared != extent.ContentLength)
            await ExpectEndAsync(pipe, context, cancellationToken);
    }

    private static async ValueTask<Tensor> ReadTensorAsync(
        PipeReader pipe,
        PendingTensor tensor,
        int length,
        long arriving,
        MessageContext context,
        CancellationToken cancellationToken
    )
    {
        using var writer = new TensorBufferWriter(TensorMemory.InitialCapacity(length, arriving));
        while (writer.WrittenLength < length)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            if (result.IsCanceled)
                throw new OperationCanceledException("Reading the body was cancelled.");
            var taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, length - writer.WrittenLength));
            foreach (var segment in taken)
            {
                writer.Write(segment.Span);
            }

            pipe.AdvanceTo(taken.End);
            if (result.IsCompleted && writer.WrittenLength < length && taken.End.Equals(result.Buffer.End))
            {
                throw context.Invalid(
                    $"truncated binary section: {tensor} declares {length} bytes, {writer.WrittenLength} arrived."
                );
            }
        }

        var type = tensor.DataType!.Value;
        if (type == DataType.Bool && writer.Written.ContainsAnyExceptInRange((byte)0, (byte)1))
            throw context.Invalid($"{tensor}: a BOOL byte is 0 or 1, nothing else.");
        try
        {
            return new Tensor(type, tensor.Shape!.Value, writer.Detach(), length);
        }
        catch (ServingException e)
        {
            throw context.Invalid($"{tensor}: {e.Message}");
        }
    }

    private static async ValueTask ExpectEndAsync(
        PipeReader pipe,
        MessageContext context,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            if (result.IsCanceled)
                throw new OperationCanceledException("Reading the body was cancelled.");
            var surplus = result.Buffer.Length;
            pipe.AdvanceTo(result.Buffer.End);
            if (surplus > 0)
            {
                throw context.Invalid(
                    $"at least {surplus} bytes are left over behind the last tensor; "
                        + $"the sizes declared do not add up to the body."
                );
            }

            if (result.IsCompleted)
                return;
        }
    }
}
