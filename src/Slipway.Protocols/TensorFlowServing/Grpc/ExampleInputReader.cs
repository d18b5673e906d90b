using System.Buffers;
using System.Runtime.InteropServices;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.TensorFlowServing.Examples;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>Reads TensorFlow Serving's <c>Input</c> from the wire into a batch, value by value.</summary>
internal static class ExampleInputReader
{
    private const int ExampleList = 1;
    private const int ExampleListWithContext = 2;
    private const int Examples = 1;
    private const int Context = 2;

    private const int BytesList = 1;
    private const int FloatList = 2;
    private const int Int64List = 3;

    /// <summary>Reads what <paramref name="input"/> stands at the first field of.</summary>
    public static void Read(WireReader input, ExampleBatch batch, GrpcDecoderLimits limits)
    {
        var kind = 0;
        while (!input.AtEnd)
        {
            input.ReadTag(out var field, out var wire);
            if (field is not (ExampleList or ExampleListWithContext))
            {
                input.Skip(wire);
                continue;
            }

            WireReader.Expect(WireType.Length, wire, "a list of examples");
            if (kind != 0 && kind != field)
            {
                throw ServingException.InvalidArgument(
                    "input has both example_list and example_list_with_context; send one."
                );
            }

            kind = field;
            ReadList(ref input, field == ExampleListWithContext, batch, limits);
        }
    }

    private static void ReadList(
        ref WireReader reader,
        bool mayHaveContext,
        ExampleBatch batch,
        GrpcDecoderLimits limits
    )
    {
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            if (field == Examples && wire == WireType.Length)
                batch.BeginExample();
            else if (field == Context && wire == WireType.Length && mayHaveContext)
                batch.BeginContext();
            else
            {
                reader.Skip(wire);
                continue;
            }

            ReadExample(ref reader, batch, limits);
        }

        reader.Leave(outer);
    }

    // Example.features and Features.feature are both field 1, and the only one.
    private static void ReadExample(ref WireReader reader, ExampleBatch batch, GrpcDecoderLimits limits)
    {
        var outer = reader.Enter();
        while (TensorProtoReader.TryNext(ref reader, 1, out var wire))
        {
            WireReader.Expect(WireType.Length, wire, "features");
            var features = reader.Enter();
            while (TensorProtoReader.TryNext(ref reader, 1, out wire))
            {
                WireReader.Expect(WireType.Length, wire, "feature");
                ReadFeature(ref reader, batch, limits);
            }

            reader.Leave(features);
        }

        reader.Leave(outer);
    }

    // An entry of the map; the value may come before the name.
    private static void ReadFeature(ref WireReader reader, ExampleBatch batch, GrpcDecoderLimits limits)
    {
        var (name, found) = ("", false);
        WireReader value = default;
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            switch (field)
            {
                case 1:
                    WireReader.Expect(WireType.Length, wire, "the name of a feature");
                    name = Texts.Read(ref reader, "the name of a feature", limits);
                    break;
                case 2:
                    WireReader.Expect(WireType.Length, wire, "a feature");
                    value = reader;
                    value.Enter();
                    reader.Advance(reader.ReadLength());
                    found = true;
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        reader.Leave(outer);
        batch.BeginFeature(name);
        if (found)
            ReadValues(value, batch);
    }

    private static void ReadValues(WireReader feature, ExampleBatch batch)
    {
        while (!feature.AtEnd)
        {
            feature.ReadTag(out var kind, out var wire);
            if (kind is not (BytesList or FloatList or Int64List) || wire != WireType.Length)
            {
                feature.Skip(wire);
                continue;
            }

            var outer = feature.Enter();
            while (TensorProtoReader.TryNext(ref feature, 1, out wire))
            {
                switch (kind)
                {
                    case BytesList:
                        WireReader.Expect(WireType.Length, wire, "bytes_list.value");
                        AddBytes(ref feature, batch);
                        break;
                    case FloatList:
                        AddFloats(ref feature, wire, batch);
                        break;
                    default:
                        AddIntegers(ref feature, wire, batch);
                        break;
                }
            }

            feature.Leave(outer);
        }
    }

    private static void AddBytes(ref WireReader reader, ExampleBatch batch)
    {
        var length = reader.ReadLength();
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            reader.CopyTo(copy.AsSpan(0, length));
            batch.Add(copy.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    // Packed, or one for each occurrence of the field.
    private static void AddFloats(ref WireReader reader, WireType wire, ExampleBatch batch)
    {
        if (wire == WireType.Fixed32)
        {
            batch.Add(BitConverter.UInt32BitsToSingle(reader.ReadFixed32()));
            return;
        }

        WireReader.Expect(WireType.Length, wire, "float_list.value");
        var outer = reader.Enter();
        Span<float> some = stackalloc float[256];
        while (!reader.AtEnd)
        {
            var values = some[..(int)Math.Min(some.Length, Math.Max(1, reader.Remaining / sizeof(float)))];
            reader.CopyTo(MemoryMarshal.AsBytes(values));
            foreach (var value in values)
            {
                batch.Add(value);
            }
        }

        reader.Leave(outer);
    }

    private static void AddIntegers(ref WireReader reader, WireType wire, ExampleBatch batch)
    {
        if (wire == WireType.Varint)
        {
            batch.Add((long)reader.ReadVarint());
            return;
        }

        WireReader.Expect(WireType.Length, wire, "int64_list.value");
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            batch.Add((long)reader.ReadVarint());
        }

        reader.Leave(outer);
    }
}
