using System.Buffers.Binary;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>Tensors from <c>tensor_content</c>: elements as they lie in memory.</summary>
internal static class TensorContentReader
{
    /// <summary><paramref name="length"/> is that of the last occurrence of the field, which counts.</summary>
    public static Tensor Read(WireReader input, DataType type, TensorShape shape, int length)
    {
        while (true)
        {
            TensorProtoReader.TryNext(ref input, TensorFlowTypes.ContentField, out _);
            var ahead = input;
            if (!HasAnother(ahead))
                break;
            input.Advance(input.ReadLength());
        }

        input.ReadLength();
        return type == DataType.Bytes ? ReadStrings(input, shape, length) : ReadFixed(input, type, shape, length);
    }

    private static bool HasAnother(WireReader input)
    {
        input.Advance(input.ReadLength());
        return TensorProtoReader.TryNext(ref input, TensorFlowTypes.ContentField, out _);
    }

    private static Tensor ReadFixed(WireReader input, DataType type, TensorShape shape, int length)
    {
        var expected = Tensor.ByteLengthOf(type, shape);
        if (expected != length)
        {
            throw ServingException.InvalidArgument(
                $"{type.Name()} data of shape {shape} needs {expected} bytes, but tensor_content has {length}."
            );
        }

        var tensor = Tensor.Allocate(type, shape);
        try
        {
            input.CopyTo(tensor.Bytes);
            if (type == DataType.Bool && tensor.Bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw ServingException.InvalidArgument("A BOOL byte is 0 or 1, nothing else.");
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    // First the lengths of all strings as varints, then all their bytes.
    private static Tensor ReadStrings(WireReader input, TensorShape shape, int length)
    {
        shape.TryGetElementCount(out var elements);
        var lengths = input;
        var contents = input;
        var start = contents.Position;
        var total = 0L;
        for (var i = 0L; i < elements; i++)
        {
            var size = contents.Position - start < length ? contents.ReadVarint() : ulong.MaxValue;
            if (size > (ulong)length)
                throw Inconsistent(shape, elements, length);
            total += (long)size;
        }

        if (contents.Position - start + total != length)
            throw Inconsistent(shape, elements, length);

        var bytes = total + (elements * BytesElements.PrefixLength);
        if (bytes > Array.MaxLength)
            throw ServingException.TooLarge("A tensor of over 2 GB cannot be held; send it in parts.");
        var buffer = TensorBuffer.Rent((int)bytes);
        try
        {
            var destination = buffer.GetSpan();
            for (var i = 0L; i < elements; i++)
            {
                var size = (int)lengths.ReadVarint();
                BinaryPrimitives.WriteInt32LittleEndian(destination, size);
                contents.CopyTo(destination.Slice(BytesElements.PrefixLength, size));
                destination = destination[(BytesElements.PrefixLength + size)..];
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return new Tensor(DataType.Bytes, shape, buffer, (int)bytes);
    }

    private static ServingException Inconsistent(TensorShape shape, long elements, int length) =>
        ServingException.InvalidArgument(
            $"tensor_content of {length} bytes does not hold {elements} strings, which shape {shape} needs: all lengths "
                + "as varints, then all contents."
        );
}
