using System.Buffers.Binary;
using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Frames bytes_contents as a BYTES tensor: sizes are summed first, so memory is rented once.</summary>
internal static class BytesContentsReader
{
    private const int Field = 8;

    public static Tensor Read(WireReader input, TensorShape shape)
    {
        var (count, size) = Measure(input);
        shape.TryGetElementCount(out var expected);
        if (count != expected)
            throw TypedContentsReader.WrongCount(shape, expected, count);
        if (size > Array.MaxLength)
            throw ServingException.TooLarge("A tensor of over 2 GB cannot be held; send it in parts.");

        var buffer = TensorBuffer.Rent((int)size);
        try
        {
            Fill(input, buffer.GetSpan());
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return new Tensor(DataType.Bytes, shape, buffer, (int)size);
    }

    private static (long Count, long Size) Measure(WireReader input)
    {
        var (count, size) = (0L, 0L);
        while (TypedContentsReader.TryEnterNext(ref input, out var outer))
        {
            while (TypedContentsReader.TryNext(ref input, Field, DataType.Bytes, out var wire))
            {
                WireReader.Expect(WireType.Length, wire, "bytes_contents");
                var length = input.ReadLength();
                input.Advance(length);
                count++;
                size += BytesElements.PrefixLength + length;
            }

            input.Leave(outer);
        }

        return (count, size);
    }

    private static void Fill(WireReader input, Span<byte> destination)
    {
        while (TypedContentsReader.TryEnterNext(ref input, out var outer))
        {
            while (TypedContentsReader.TryNext(ref input, Field, DataType.Bytes, out _))
            {
                var length = input.ReadLength();
                BinaryPrimitives.WriteInt32LittleEndian(destination, length);
                input.CopyTo(destination.Slice(BytesElements.PrefixLength, length));
                destination = destination[(BytesElements.PrefixLength + length)..];
            }

            input.Leave(outer);
        }
    }
}
