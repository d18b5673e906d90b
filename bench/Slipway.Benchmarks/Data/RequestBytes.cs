using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Benchmarks.Data;

/// <summary>
/// Inference requests with one FP32 input <c>x</c>, as clients send them; made with the base library and the generated
/// messages, not with the codecs that are measured.
/// </summary>
internal static class RequestBytes
{
    private const string InputName = "x";

    /// <summary>Bytes in front of a gRPC message.</summary>
    public const int GrpcPrefixLength = 5;

    /// <summary>JSON alone, the shortest text of each value.</summary>
    public static byte[] Json(TensorCase input) => Json(input, (json, value) => json.WriteNumberValue(value));

    /// <summary>
    /// JSON alone, with the value widened first: the 17 digits that clients in Python and JavaScript send.
    /// </summary>
    public static byte[] WideJson(TensorCase input) =>
        Json(input, (json, value) => json.WriteNumberValue((double)value));

    /// <summary>The binary tensor extension both ways.</summary>
    /// <param name="input">What is sent.</param>
    /// <param name="jsonLength">The value of <c>Inference-Header-Content-Length</c>.</param>
    public static byte[] Binary(TensorCase input, out int jsonLength)
    {
        var values = MemoryMarshal.AsBytes<float>(input.Values());
        var size = values.Length;
        var header = Write(json =>
        {
            json.WriteStartObject();
            WriteInput(
                json,
                input,
                () =>
                {
                    json.WriteStartObject("parameters");
                    json.WriteNumber("binary_data_size", size);
                    json.WriteEndObject();
                }
            );
            json.WriteStartObject("parameters");
            json.WriteBoolean("binary_data_output", true);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        jsonLength = header.Length;
        return [.. header, .. values];
    }

    /// <summary>A ModelInferRequest with raw contents.</summary>
    public static byte[] Grpc(string model, TensorCase input)
    {
        var tensor = NewInput(input);
        var request = new ModelInferRequest { ModelName = model, Inputs = { tensor } };
        request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(input.Values())));
        return request.ToByteArray();
    }

    /// <summary>A ModelInferRequest with typed contents.</summary>
    public static byte[] GrpcContents(string model, TensorCase input)
    {
        var tensor = NewInput(input);
        tensor.Contents = new InferTensorContents { Fp32Contents = { input.Values() } };
        return new ModelInferRequest { ModelName = model, Inputs = { tensor } }.ToByteArray();
    }

    /// <summary>The message with gRPC's prefix: not compressed, and its length.</summary>
    public static byte[] Frame(byte[] message)
    {
        var framed = new byte[GrpcPrefixLength + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, GrpcPrefixLength);
        return framed;
    }

    private static ModelInferRequest.Types.InferInputTensor NewInput(TensorCase input) =>
        new()
        {
            Name = InputName,
            Datatype = "FP32",
            Shape = { Array.ConvertAll(input.Dimensions, d => (long)d) },
        };

    private static byte[] Json(TensorCase input, Action<Utf8JsonWriter, float> writeValue) =>
        Write(json =>
        {
            json.WriteStartObject();
            WriteInput(
                json,
                input,
                () =>
                {
                    json.WriteStartArray("data");
                    foreach (var value in input.Values())
                    {
                        writeValue(json, value);
                    }

                    json.WriteEndArray();
                }
            );
            json.WriteEndObject();
        });

    private static void WriteInput(Utf8JsonWriter json, TensorCase input, Action writeContent)
    {
        json.WriteStartArray("inputs");
        json.WriteStartObject();
        json.WriteString("name", InputName);
        json.WriteStartArray("shape");
        foreach (var dimension in input.Dimensions)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
        json.WriteString("datatype", "FP32");
        writeContent();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
