using System.Buffers;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Reads as many whole top-level fields of a ModelInferRequest as a buffer holds.</summary>
internal static class RequestWalker
{
    private const int Inputs = 5;
    private const int RawInputContents = 7;

    /// <summary>
    /// Reads from <paramref name="buffer"/>, which starts at a field and holds at most the
    /// <paramref name="remaining"/> bytes of the message.
    /// </summary>
    public static DecodeStep Walk(ReadOnlySequence<byte> buffer, long remaining, RequestAssembler assembler)
    {
        var reader = new WireReader(buffer);
        while (true)
        {
            var start = reader.Position;
            if (reader.AtEnd)
                return new DecodeStep(DecodeAction.Wait, start, 1);
            if (!reader.TryReadTag(out var field, out var wire))
                return Wait(buffer, remaining, start, buffer.Length - start + 1);

            if (wire != WireType.Length)
            {
                if (field is >= 1 and <= RawInputContents)
                    throw WireReader.WrongWireType($"field {field}", wire);
                if (!TrySkip(ref reader, wire))
                    return Wait(buffer, remaining, start, buffer.Length - start + 1);
                continue;
            }

            if (!reader.TryReadVarint(out var length))
                return Wait(buffer, remaining, start, buffer.Length - start + 1);
            Check(field, length, remaining - reader.Position, assembler.Limits);
            switch (field)
            {
                case RawInputContents:
                    assembler.ExpectRaw();
                    return new DecodeStep(DecodeAction.TakeRaw, reader.Position, (int)length);
                case < 1 or > RawInputContents:
                    return new DecodeStep(DecodeAction.Skip, reader.Position, (int)length);
            }

            var end = reader.Position + (long)length;
            if (end > buffer.Length)
                return Wait(buffer, remaining, start, end - start);
            Read(buffer.Slice(start, end - start), field, assembler);
            reader.Advance((long)length);
        }
    }

    private static DecodeStep Wait(ReadOnlySequence<byte> buffer, long remaining, long consumed, long needed) =>
        buffer.Length == remaining
            ? throw WireReader.Malformed("it ends in the middle of a field")
            : new DecodeStep(DecodeAction.Wait, consumed, (int)needed);

    private static bool TrySkip(ref WireReader reader, WireType wire)
    {
        if (wire == WireType.Varint)
            return reader.TryReadVarint(out _);
        var size = wire == WireType.Fixed32 ? sizeof(uint) : sizeof(ulong);
        if (reader.Remaining < size)
            return false;
        reader.Advance(size);
        return true;
    }

    private static void Check(int field, ulong length, long left, GrpcDecoderLimits limits)
    {
        if (length > (ulong)left)
            throw WireReader.Malformed($"field {field} declares {length} bytes, but only {left} are left");
        if (field is >= 1 and < Inputs or Inputs + 1 && length > (ulong)limits.MaxFieldBytes)
        {
            throw ServingException.TooLarge(
                $"Field {field} of the request has {length} bytes; {limits.MaxFieldBytes} are allowed there."
            );
        }
    }

    private static void Read(ReadOnlySequence<byte> bytes, int field, RequestAssembler assembler)
    {
        var reader = new WireReader(bytes);
        reader.ReadTag(out _, out _);
        switch (field)
        {
            case 1:
                assembler.ModelName = reader.ReadString("model_name");
                break;
            case 2:
                assembler.ModelVersion = reader.ReadString("model_version");
                break;
            case 3:
                var id = reader.ReadString("id");
                assembler.Id = id.Length == 0 ? null : id;
                break;
            case 4:
                ParameterReader.Read(ref reader, ref assembler.Parameters, assembler.Limits.MaxParameters);
                break;
            case Inputs:
                assembler.ReadInput(ref reader);
                break;
            default:
                assembler.AddOutput(ReadOutput(ref reader, assembler.Limits));
                break;
        }
    }

    private static RequestedOutput ReadOutput(ref WireReader reader, GrpcDecoderLimits limits)
    {
        var (name, parameters) = ("", (InferenceParameters?)null);
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            switch (field)
            {
                case 1:
                    WireReader.Expect(WireType.Length, wire, "an output's name");
                    name = reader.ReadString("an output's name");
                    break;
                case 2:
                    WireReader.Expect(WireType.Length, wire, "parameters");
                    ParameterReader.Read(ref reader, ref parameters, limits.MaxParameters);
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        reader.Leave(outer);
        SharedMemoryReference.Check(parameters, limits.SharedMemory);
        return new RequestedOutput(name, parameters);
    }
}
