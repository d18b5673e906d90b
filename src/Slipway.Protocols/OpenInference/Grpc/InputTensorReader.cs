using System.Text;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.SharedMemory;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// Reads one InferInputTensor. Two passes: the first takes what describes the tensor, so that the second can put
/// typed contents straight into its memory whatever the order of the fields.
/// </summary>
internal static class InputTensorReader
{
    private const int ContentsField = 5;
    private const int LongestTypeName = 16;

    public static PendingInput Read(ref WireReader reader, RequestAssembler assembler)
    {
        var outer = reader.Enter();
        var again = reader;
        var (name, parameters, type) = ("", (InferenceParameters?)null, (DataType?)null);
        var contentsLength = -1L;
        Span<long> dims = stackalloc long[TensorShape.MaxRank];
        var rank = 0;
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            switch (field)
            {
                case 1:
                    WireReader.Expect(WireType.Length, wire, "an input's name");
                    name = reader.ReadString("an input's name");
                    assembler.CurrentInput = name;
                    break;
                case 2:
                    WireReader.Expect(WireType.Length, wire, "datatype");
                    type = ReadDataType(ref reader);
                    break;
                case 3:
                    ReadShape(ref reader, wire, dims, ref rank);
                    break;
                case 4:
                    WireReader.Expect(WireType.Length, wire, "parameters");
                    ParameterReader.Read(ref reader, ref parameters, assembler.Limits.MaxParameters);
                    break;
                case ContentsField:
                    WireReader.Expect(WireType.Length, wire, "contents");
                    var length = reader.ReadLength();
                    contentsLength = Math.Max(contentsLength, 0) + length;
                    reader.Advance(length);
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        reader.Leave(outer);
        var known = type ?? throw ServingException.InvalidArgument($"The datatype is missing. {AllTypes()}");
        var shape = new TensorShape(dims[..rank]);
        if (!shape.TryGetElementCount(out _))
        {
            throw shape.IsConcrete
                ? ServingException.TooLarge($"Shape {shape} has too many elements to be held.")
                : ServingException.InvalidArgument(
                    $"Shape {shape} has a negative dimension; an input needs sizes of 0 or more."
                );
        }

        SharedMemoryReference.Check(parameters, assembler.Limits.SharedMemory);
        if (SharedMemoryReference.Read(parameters) is { } reference)
            return ReadShared(reference, contentsLength);
        var typed = contentsLength < 0 ? null : TypedContentsReader.Read(again, known, shape, contentsLength);
        return new PendingInput(name, known, shape, parameters, typed);

        PendingInput ReadShared(SharedMemoryReference place, long contents)
        {
            if (contents >= 0)
                throw ServingException.InvalidArgument("Both contents and shared memory are given; send one.");
            SharedMemoryReference.RemoveFrom(parameters!);
            var shared = assembler.ReadShared(place, known, shape);
            return new PendingInput(name, known, shape, parameters!.Count > 0 ? parameters : null, shared)
            {
                IsShared = true,
            };
        }
    }

    private static DataType ReadDataType(ref WireReader reader)
    {
        var length = reader.ReadLength();
        Span<byte> text = stackalloc byte[LongestTypeName];
        var shown = text[..Math.Min(length, LongestTypeName)];
        reader.CopyTo(shown);
        reader.Advance(length - shown.Length);
        return length <= LongestTypeName && DataTypes.TryParse(shown, out var type)
            ? type
            : throw ServingException.InvalidArgument(
                $"Datatype '{Encoding.UTF8.GetString(shown)}' does not exist. {AllTypes()}"
            );
    }

    private static void ReadShape(ref WireReader reader, WireType wire, scoped Span<long> dims, ref int rank)
    {
        if (wire == WireType.Varint)
        {
            Append(dims, ref rank, (long)reader.ReadVarint());
            return;
        }

        WireReader.Expect(WireType.Length, wire, "shape");
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            Append(dims, ref rank, (long)reader.ReadVarint());
        }

        reader.Leave(outer);
    }

    private static void Append(Span<long> dims, ref int rank, long dim)
    {
        if (rank == dims.Length)
            throw ServingException.InvalidArgument($"The shape has more than {dims.Length} dimensions.");
        dims[rank++] = dim;
    }

    private static string AllTypes() => $"Use one of {string.Join(", ", DataTypes.AllNames)}.";
}
