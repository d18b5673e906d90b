using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Models;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>The form of an answer, filled with zeros.</summary>
internal static class ExampleResponse
{
    /// <summary>Open Inference JSON; null where an output is too long for a page or JSON cannot carry its type.</summary>
    public static string? For(ServedModel model, ModelSignature signature)
    {
        if (!signature.Outputs.All(ExampleTensor.FitsJson))
            return null;

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = ExampleTensor.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("model_name"u8, model.Name);
            writer.WriteString("model_version"u8, model.Version.ToString(CultureInfo.InvariantCulture));
            writer.WriteStartArray("outputs"u8);
            foreach (var spec in signature.Outputs)
            {
                ExampleTensor.TryGetElementCount(spec, out var count);
                ExampleTensor.Write(writer, spec, count, neutral: false);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
