using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Google.Protobuf;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Benchmarks.Data;

/// <summary>
/// Inference requests as clients send them; made with the base library and the generated messages, not with the codecs
/// that are measured.
/// </summary>
public static class RequestBytes
{
    /// <summary>Bytes in front of a gRPC message.</summary>
    public const int GrpcPrefixLength = 5;

    /// <summary>JSON alone, the shortest text of each value.</summary>
    public static byte[] Json(IReadOnlyList<RequestInput> inputs) => Json(inputs, widen: false);

    /// <inheritdoc cref="RequestInput.WriteJson"/>
    public static byte[] WideJson(IReadOnlyList<RequestInput> inputs) => Json(inputs, widen: true);

    /// <summary>The binary tensor extension both ways.</summary>
    /// <param name="inputs">What is sent.</param>
    /// <param name="jsonLength">The value of <c>Inference-Header-Content-Length</c>.</param>
    public static byte[] Binary(IReadOnlyList<RequestInput> inputs, out int jsonLength)
    {
        var header = Write(json =>
        {
            WriteInputs(
                json,
                inputs,
                input =>
                {
                    json.WriteStartObject("parameters");
                    json.WriteNumber("binary_data_size", input.Bytes.Length);
                    json.WriteEndObject();
                }
            );
            json.WriteStartObject("parameters");
            json.WriteBoolean("binary_data_output", true);
            json.WriteEndObject();
        });
        jsonLength = header.Length;
        return [.. header, .. inputs.SelectMany(input => input.Bytes.ToArray())];
    }

    /// <summary>A ModelInferRequest with raw contents.</summary>
    public static byte[] Grpc(string model, IReadOnlyList<RequestInput> inputs)
    {
        var request = new ModelInferRequest { ModelName = model };
        foreach (var input in inputs)
        {
            request.Inputs.Add(NewInput(input));
            request.RawInputContents.Add(ByteString.CopyFrom(input.Bytes));
        }

        return request.ToByteArray();
    }

    /// <summary>A ModelInferRequest with typed contents.</summary>
    public static byte[] GrpcContents(string model, IReadOnlyList<RequestInput> inputs)
    {
        var request = new ModelInferRequest { ModelName = model };
        foreach (var input in inputs)
        {
            var tensor = NewInput(input);
            tensor.Contents = new InferTensorContents
            {
                Fp32Contents = { input.Floats.ToArray() },
                Int64Contents = { input.Ids.ToArray() },
            };
            request.Inputs.Add(tensor);
        }

        return request.ToByteArray();
    }

    /// <summary>The message with gRPC's prefix: not compressed, and its length.</summary>
    public static byte[] Frame(byte[] message)
    {
        var framed = new byte[GrpcPrefixLength + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, GrpcPrefixLength);
        return framed;
    }

    private static ModelInferRequest.Types.InferInputTensor NewInput(RequestInput input) =>
        new()
        {
            Name = input.Name,
            Datatype = input.DataType,
            Shape = { input.Dimensions },
        };

    private static byte[] Json(IReadOnlyList<RequestInput> inputs, bool widen) =>
        Write(json =>
            WriteInputs(
                json,
                inputs,
                input =>
                {
                    json.WritePropertyName("data");
                    input.WriteJson(json, widen);
                }
            )
        );

    private static void WriteInputs(
        Utf8JsonWriter json,
        IReadOnlyList<RequestInput> inputs,
        Action<RequestInput> writeContent
    )
    {
        json.WriteStartArray("inputs");
        foreach (var input in inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", input.Name);
            json.WriteStartArray("shape");
            foreach (var dimension in input.Dimensions)
            {
                json.WriteNumberValue(dimension);
            }

            json.WriteEndArray();
            json.WriteString("datatype", input.DataType);
            writeContent(input);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
