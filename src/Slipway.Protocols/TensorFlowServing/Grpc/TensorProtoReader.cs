using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>
/// Reads a TensorProto from the wire straight into a tensor's memory. Fields may come in any order, so it is walked
/// twice: for what it is, then for its values.
/// </summary>
internal static class TensorProtoReader
{
    /// <summary>
    /// The tensor of <paramref name="input"/>, which stands at the first field and ends with the message.
    /// </summary>
    /// <exception cref="ServingException">
    /// InvalidArgument, Unsupported for a type without a counterpart, TooLarge over the budget.
    /// </exception>
    public static Tensor Read(WireReader input, FillBudget budget)
    {
        var (number, shape, content, fields) = Outline(input);
        var type = TensorFlowTypes.Parse(number);
        if (!shape.TryGetElementCount(out var elements))
            throw ServingException.TooLarge($"A tensor of shape {shape} has too many elements to be held.");
        var own = TensorFlowTypes.FieldOf(type);
        if ((fields & ~(1u << own)) != 0)
            throw WrongField(type, own, System.Numerics.BitOperations.TrailingZeroCount(fields & ~(1u << own)));
        if (content > 0 && fields != 0)
        {
            throw ServingException.InvalidArgument(
                $"Both tensor_content and {TensorFlowTypes.FieldName(own)} are given; send one."
            );
        }

        if (elements == 0 && content == 0 && fields == 0)
            return new Tensor(type, shape, TensorBuffer.Rent(0), 0);
        if (content > 0)
            return TensorContentReader.Read(input, type, shape, content);
        return type == DataType.Bytes
            ? StringValuesReader.Read(input, shape, elements, budget)
            : ReadValues(input, type, shape, elements, budget);
    }

    /// <summary>Finds the next occurrence of a field; false at the end.</summary>
    public static bool TryNext(ref WireReader input, int wanted, out WireType wire)
    {
        while (!input.AtEnd)
        {
            input.ReadTag(out var field, out wire);
            if (field == wanted)
                return true;
            input.Skip(wire);
        }

        wire = default;
        return false;
    }

    public static ServingException TooMany(TensorShape shape, long expected, long given) =>
        ServingException.InvalidArgument($"Shape {shape} needs {expected} values, but {given} were given.");

    /// <summary>Its type and shape, the bytes of tensor_content, and a bit for each list of values that has any.</summary>
    private static (long Type, TensorShape Shape, int Content, uint Fields) Outline(WireReader input)
    {
        var (type, shape, content, fields) = (0L, TensorShape.Scalar, 0, 0u);
        while (!input.AtEnd)
        {
            input.ReadTag(out var field, out var wire);
            switch (field)
            {
                case 1:
                    WireReader.Expect(WireType.Varint, wire, "dtype");
                    type = (long)input.ReadVarint();
                    break;
                case 2:
                    WireReader.Expect(WireType.Length, wire, "tensor_shape");
                    shape = TensorShapeReader.Read(ref input);
                    break;
                case TensorFlowTypes.ContentField:
                    WireReader.Expect(WireType.Length, wire, "tensor_content");
                    content = input.ReadLength();
                    input.Advance(content);
                    break;
                case var _ when TensorFlowTypes.IsValueField(field):
                    var before = input.Position;
                    input.Skip(wire);
                    // A packed list without elements is none; an empty string is one.
                    if (wire != WireType.Length || field == 8 || input.Position > before + 1)
                        fields |= 1u << field;
                    break;
                default:
                    input.Skip(wire);
                    break;
            }
        }

        return (type, shape, content, fields);
    }

    private static Tensor ReadValues(
        WireReader input,
        DataType type,
        TensorShape shape,
        long elements,
        FillBudget budget
    )
    {
        var counter = new ElementSink(SinkType(type), []);
        ReadAll(input, type, ref counter);
        var given = counter.Count;
        if (given > elements)
            throw TooMany(shape, elements, given);
        var size = type.ElementSize();
        if (given < elements)
            budget.Take(shape, given, (Int128)(elements - given) * size);

        var tensor = Tensor.Allocate(type, shape);
        try
        {
            var sink = new ElementSink(SinkType(type), tensor.Bytes);
            ReadAll(input, type, ref sink);
            Continue(tensor.Bytes, (int)given * size, size);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    // Sixteen bits without a number's meaning.
    private static DataType SinkType(DataType type) => type is DataType.Fp16 or DataType.BF16 ? DataType.UInt16 : type;

    private static void ReadAll(WireReader input, DataType type, ref ElementSink sink)
    {
        var field = TensorFlowTypes.FieldOf(type);
        while (TryNext(ref input, field, out var wire))
        {
            sink.Read(ref input, wire, TensorFlowTypes.FieldName(field));
        }
    }

    /// <summary>Repeats the last element to the end; zeros where there is none.</summary>
    private static void Continue(Span<byte> bytes, int written, int size)
    {
        if (written == 0)
        {
            bytes.Clear();
            return;
        }

        // Doubling copies: each one is as long as what stands there already.
        var rest = bytes[(written - size)..];
        for (var done = size; done < rest.Length; done *= 2)
        {
            var count = Math.Min(done, rest.Length - done);
            rest[..count].CopyTo(rest[done..]);
        }
    }

    private static ServingException WrongField(DataType type, int own, int other) =>
        ServingException.InvalidArgument(
            $"{type.Name()} values travel in {TensorFlowTypes.FieldName(own)} or tensor_content, but "
                + $"{TensorFlowTypes.FieldName(other)} was given."
        );
}
