using System.Text.Json;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// A request for a worker (<see cref="Frame"/>): small tensors go along, others into the region first.
/// </summary>
internal static class ExecuteMessage
{
    /// <summary>Above this a tensor goes through the region.</summary>
    public const int MostInline = 16 << 10;

    private const int MostInlineTogether = 64 << 10;

    /// <exception cref="IOException">There is no memory for the tensors.</exception>
    public static ReadOnlyMemory<byte> Write(FrameBuffer frame, InferenceRequest request, SharedRegion region)
    {
        var inputs = request.Inputs;
        Span<bool> shared = inputs.Count <= 64 ? stackalloc bool[inputs.Count] : new bool[inputs.Count];
        var (inline, outside) = (0, 0L);
        for (var i = 0; i < shared.Length; i++)
        {
            var length = inputs[i].Tensor.ByteLength;
            shared[i] = length > MostInline || inline + length > MostInlineTogether;
            if (shared[i])
                outside += Aligned(length);
            else
                inline += Aligned(length);
        }

        region.Reserve(outside);
        frame.Start();
        using (var json = new Utf8JsonWriter(frame, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("op", "execute");
            if (request.Id is { } id)
                json.WriteString("id", id);
            json.WriteBoolean("explain", request.IsExplanation);
            Write(json, request.Parameters);
            json.WriteStartArray("outputs");
            foreach (var output in request.Outputs)
            {
                json.WriteStringValue(output.Name);
            }

            json.WriteEndArray();
            json.WriteStartArray("inputs");
            (inline, outside) = (0, 0L);
            for (var i = 0; i < shared.Length; i++)
            {
                var tensor = inputs[i].Tensor;
                Write(json, inputs[i].Name, tensor, shared[i] ? outside : inline, shared[i]);
                if (!shared[i])
                {
                    inline += Aligned(tensor.ByteLength);
                    continue;
                }

                region.Write(tensor.Bytes, outside);
                outside += Aligned(tensor.ByteLength);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        frame.EndHeader();
        for (var i = 0; i < shared.Length; i++)
        {
            if (shared[i])
                continue;
            var bytes = inputs[i].Tensor.Bytes;
            var length = Aligned(bytes.Length);
            var span = frame.GetSpan(length)[..length];
            bytes.CopyTo(span);
            span[bytes.Length..].Clear();
            frame.Advance(length);
        }

        return frame.Finish();
    }

    private static void Write(Utf8JsonWriter json, string name, Tensor tensor, long offset, bool shared)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("datatype", tensor.DataType.Name());
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape.Dimensions)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteNumber("offset", offset);
        json.WriteNumber("length", tensor.ByteLength);
        json.WriteBoolean("shared", shared);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, InferenceParameters? parameters)
    {
        json.WriteStartObject("parameters");
        foreach (var (name, value) in parameters ?? [])
        {
            switch (value.Kind)
            {
                case ParameterKind.Boolean:
                    json.WriteBoolean(name, value.AsBoolean!.Value);
                    break;
                case ParameterKind.Int64:
                    json.WriteNumber(name, value.AsInt64!.Value);
                    break;
                case ParameterKind.UInt64:
                    json.WriteNumber(name, value.AsUInt64!.Value);
                    break;
                case ParameterKind.Double when double.IsFinite(value.AsDouble!.Value):
                    json.WriteNumber(name, value.AsDouble.Value);
                    break;
                default:
                    json.WriteString(name, value.ToString());
                    break;
            }
        }

        json.WriteEndObject();
    }

    // So that every view of numpy's is on its own boundary.
    private static int Aligned(int length) => checked((length + TensorBuffer.Alignment - 1) & -TensorBuffer.Alignment);
}
