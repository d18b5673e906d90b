using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>Reads the TensorShapeProto of data, all of whose extents must be known.</summary>
internal static class TensorShapeReader
{
    private const int Dim = 2;
    private const int UnknownRank = 3;

    /// <summary>Enters the field whose tag has been read.</summary>
    public static TensorShape Read(ref WireReader reader)
    {
        Span<long> dims = stackalloc long[TensorShape.MaxRank];
        var rank = 0;
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            if (field == UnknownRank && wire == WireType.Varint)
            {
                if (reader.ReadVarint() != 0)
                {
                    throw ServingException.InvalidArgument(
                        "tensor_shape has unknown_rank; data needs the size of every dimension."
                    );
                }
            }
            else if (field == Dim)
            {
                WireReader.Expect(WireType.Length, wire, "tensor_shape.dim");
                if (rank == TensorShape.MaxRank)
                {
                    throw ServingException.InvalidArgument(
                        $"tensor_shape has more than {TensorShape.MaxRank} dimensions."
                    );
                }

                dims[rank++] = ReadDim(ref reader);
            }
            else
            {
                reader.Skip(wire);
            }
        }

        reader.Leave(outer);
        return new TensorShape(dims[..rank]);
    }

    private static long ReadDim(ref WireReader reader)
    {
        var size = 0L;
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            if (field == 1 && wire == WireType.Varint)
                size = (long)reader.ReadVarint();
            else
                reader.Skip(wire);
        }

        reader.Leave(outer);
        return size >= 0
            ? size
            : throw ServingException.InvalidArgument(
                $"tensor_shape has a dimension of size {size}; data needs sizes of 0 or more."
            );
    }
}
