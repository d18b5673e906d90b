using System.Buffers.Binary;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>Frames <c>string_val</c> as a BYTES tensor: sizes are summed first, so memory is rented once.</summary>
internal static class StringValuesReader
{
    private const int Field = 8;

    public static Tensor Read(WireReader input, TensorShape shape, long elements, FillBudget budget)
    {
        var (given, size, last) = Measure(input);
        if (given > elements)
            throw TensorProtoReader.TooMany(shape, elements, given);
        if (given < elements)
        {
            var more = (Int128)(elements - given) * (BytesElements.PrefixLength + last);
            budget.Take(shape, given, more);
            size += (long)more;
        }

        if (size > Array.MaxLength)
            throw ServingException.TooLarge("A tensor of over 2 GB cannot be held; send it in parts.");
        var buffer = TensorBuffer.Rent((int)size);
        try
        {
            Fill(input, buffer.GetSpan()[..(int)size], BytesElements.PrefixLength + last);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return new Tensor(DataType.Bytes, shape, buffer, (int)size);
    }

    private static (long Count, long Size, int Last) Measure(WireReader input)
    {
        var (count, size, last) = (0L, 0L, 0);
        while (TensorProtoReader.TryNext(ref input, Field, out var wire))
        {
            WireReader.Expect(WireType.Length, wire, "string_val");
            last = input.ReadLength();
            input.Advance(last);
            count++;
            size += BytesElements.PrefixLength + last;
        }

        return (count, size, last);
    }

    private static void Fill(WireReader input, Span<byte> destination, int lastFrame)
    {
        ReadOnlySpan<byte> last = default;
        while (TensorProtoReader.TryNext(ref input, Field, out _))
        {
            var length = input.ReadLength();
            BinaryPrimitives.WriteInt32LittleEndian(destination, length);
            input.CopyTo(destination.Slice(BytesElements.PrefixLength, length));
            last = destination[..(BytesElements.PrefixLength + length)];
            destination = destination[(BytesElements.PrefixLength + length)..];
        }

        if (last.IsEmpty)
        {
            // Empty strings: frames of zeros.
            destination.Clear();
            return;
        }

        for (; !destination.IsEmpty; destination = destination[lastFrame..])
        {
            last.CopyTo(destination);
        }
    }
}
