using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.SharedMemory;

/// <summary>Copies an input out of shared memory into a tensor of its own: what its owner does there later is harmless.</summary>
internal static class SharedMemoryInput
{
    /// <param name="reference">Where the bytes are.</param>
    /// <param name="regions">Where regions are found.</param>
    /// <param name="type">Of the tensor.</param>
    /// <param name="shape">Of the tensor, concrete.</param>
    /// <param name="left">Bytes that the request may still have; what is taken is subtracted.</param>
    /// <exception cref="ServingException">What is wrong with the region or the place in it; TooLarge over the limit.</exception>
    public static Tensor Read(
        SharedMemoryReference reference,
        ISharedMemoryRegions regions,
        DataType type,
        TensorShape shape,
        ref long left
    )
    {
        var expected = Tensor.ByteLengthOf(type, shape);
        if (type != DataType.Bytes && reference.ByteSize != expected)
        {
            throw ServingException.InvalidArgument(
                $"byte size mismatch: 'shared_memory_byte_size' is {reference.ByteSize}, but {type.Name()} of shape "
                    + $"{shape} has {expected} bytes."
            );
        }

        using var lease = reference.Acquire(regions);
        if (reference.ByteSize > left)
        {
            throw ServingException.TooLarge(
                $"{reference.ByteSize} bytes of shared memory are over what is left of this server's limit for one "
                    + $"request, {left} bytes; send less at a time."
            );
        }

        left -= reference.ByteSize;
        var buffer = TensorBuffer.Rent((int)reference.ByteSize);
        try
        {
            var bytes = buffer.GetSpan()[..(int)reference.ByteSize];
            lease.Read(reference.Offset, bytes);
            if (type == DataType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw ServingException.InvalidArgument("A BOOL byte is 0 or 1, nothing else.");
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return new Tensor(type, shape, buffer, (int)reference.ByteSize);
    }
}
