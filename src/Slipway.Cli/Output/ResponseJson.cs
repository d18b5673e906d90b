using System.Text;
using System.Text.Json;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Cli.Output;

/// <summary>
/// A response as an Open Inference response object. NaN and the infinities are the bare tokens that the protocol's
/// servers write; FP16 and BF16, which the protocol does not carry in JSON, are plain numbers here.
/// </summary>
internal static class ResponseJson
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = ReadableJson.Encoder };

    public static string Write(InferenceResponse response)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("model_name", response.ModelName);
            json.WriteString("model_version", response.ModelVersion);
            if (response.Id is not null)
                json.WriteString("id", response.Id);
            json.WriteStartArray("outputs");
            foreach (var output in response.Outputs)
            {
                WriteOutput(json, output);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteOutput(Utf8JsonWriter json, NamedTensor output)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("datatype", output.Tensor.DataType.Name());
        json.WriteStartArray("shape");
        foreach (var dim in output.Tensor.Shape.Dimensions)
        {
            json.WriteNumberValue(dim);
        }

        json.WriteEndArray();
        json.WriteStartArray("data");
        foreach (var value in TensorText.Read(output.Tensor, 0, output.Tensor.ElementCount, exact: true))
        {
            if (output.Tensor.DataType == DataType.Bytes)
                json.WriteStringValue(value);
            else
                json.WriteRawValue(value, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
