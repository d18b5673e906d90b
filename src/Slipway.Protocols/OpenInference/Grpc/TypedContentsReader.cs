using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Puts the elements of InferTensorContents, packed or not, straight into a tensor's memory.</summary>
internal static class TypedContentsReader
{
    private static readonly string[] Fields =
    [
        "",
        "bool_contents",
        "int_contents",
        "int64_contents",
        "uint_contents",
        "uint64_contents",
        "fp32_contents",
        "fp64_contents",
        "bytes_contents",
    ];

    /// <summary>
    /// The tensor of <paramref name="input"/>, an InferInputTensor from its first field on;
    /// <paramref name="contentsLength"/> is the bytes of all its contents fields together.
    /// </summary>
    public static Tensor Read(WireReader input, DataType type, TensorShape shape, long contentsLength)
    {
        var field = FieldOf(type);
        if (field == 0)
        {
            throw ServingException.InvalidArgument(
                $"{type.Name()} has no typed contents in the protocol; send it in raw_input_contents."
            );
        }

        if (type == DataType.Bytes)
            return BytesContentsReader.Read(input, shape);

        // An element takes at least a byte on the wire: a shape that asks for more gets no memory, only a count.
        shape.TryGetElementCount(out var expected);
        if (expected > contentsLength)
        {
            var given = new ElementSink(type, []);
            ReadAll(input, field, ref given);
            throw WrongCount(shape, expected, given.Count);
        }

        var tensor = Tensor.Allocate(type, shape);
        try
        {
            var sink = new ElementSink(type, tensor.Bytes);
            ReadAll(input, field, ref sink);
            return sink.Count == expected ? tensor : throw WrongCount(shape, expected, sink.Count);
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    public static ServingException WrongCount(TensorShape shape, long expected, long given) =>
        ServingException.InvalidArgument($"Shape {shape} needs {expected} elements, but contents hold {given}.");

    /// <summary>Enters the next contents field of an input; false at the input's end.</summary>
    public static bool TryEnterNext(ref WireReader input, out long outer)
    {
        while (!input.AtEnd)
        {
            input.ReadTag(out var field, out var wire);
            if (field == 5)
            {
                outer = input.Enter();
                return true;
            }

            input.Skip(wire);
        }

        outer = 0;
        return false;
    }

    /// <summary>Finds the next element field in contents; false at the end.</summary>
    public static bool TryNext(ref WireReader contents, int wanted, DataType type, out WireType wire)
    {
        while (!contents.AtEnd)
        {
            contents.ReadTag(out var field, out wire);
            if (field == wanted)
                return true;
            if (field < Fields.Length)
            {
                throw ServingException.InvalidArgument(
                    $"{type.Name()} elements travel in {Fields[wanted]}, but {Fields[field]} was given."
                );
            }

            contents.Skip(wire);
        }

        wire = default;
        return false;
    }

    private static void ReadAll(WireReader input, int field, ref ElementSink sink)
    {
        while (TryEnterNext(ref input, out var outer))
        {
            while (TryNext(ref input, field, sink.DataType, out var wire))
            {
                sink.Read(ref input, wire, Fields[field]);
            }

            input.Leave(outer);
        }
    }

    private static int FieldOf(DataType type) =>
        type switch
        {
            DataType.Bool => 1,
            DataType.Int8 or DataType.Int16 or DataType.Int32 => 2,
            DataType.Int64 => 3,
            DataType.UInt8 or DataType.UInt16 or DataType.UInt32 => 4,
            DataType.UInt64 => 5,
            DataType.Fp32 => 6,
            DataType.Fp64 => 7,
            DataType.Bytes => 8,
            _ => 0,
        };
}
