using System.Buffers;
using System.Text;
using System.Text.Json;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>
/// A request that a model accepts by its signature: free dimensions are 1, optional inputs are left out, values are
/// neutral. A tensor too long for a page, or of a type that JSON cannot carry, travels as zero bytes after the JSON
/// (Open Inference Protocol V2, binary tensor data extension), so that there is always something to run.
/// </summary>
/// <param name="Json">The JSON part of the body, on one line.</param>
/// <param name="BinaryLength">How many zero bytes follow the JSON; 0 where the body is JSON alone.</param>
internal sealed record ExampleRequest(string Json, long BinaryLength)
{
    /// <summary>The most elements that are written out.</summary>
    public const int MaxElements = 1000;

    /// <summary>The most bytes that an example may ask a reader to send.</summary>
    public const long MaxBinaryLength = 64 << 20;

    /// <summary>The length of the JSON part in bytes, for <c>Inference-Header-Content-Length</c>.</summary>
    public int HeaderLength => Encoding.UTF8.GetByteCount(Json);

    /// <summary>An example for <paramref name="signature"/>; null where even its smallest tensors are over the limit.</summary>
    public static ExampleRequest? For(ModelSignature signature)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var binary = 0L;
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = ExampleTensor.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("inputs"u8);
            foreach (var spec in signature.Inputs)
            {
                // At least one: a request without any tensor is refused.
                if (spec.IsOptional && signature.Inputs.Any(other => !other.IsOptional))
                    continue;
                if (!ExampleTensor.TryGetElementCount(spec, out var count))
                    return null;

                if (ExampleTensor.FitsJson(spec))
                {
                    ExampleTensor.Write(writer, spec, count, neutral: true);
                    continue;
                }

                // An empty string is four zero bytes, its length.
                var size = Math.Max(spec.DataType.ElementSize(), spec.DataType == DataType.Bytes ? sizeof(int) : 0);
                if (count > (MaxBinaryLength - binary) / size)
                    return null;
                binary += count * size;
                ExampleTensor.WriteBinary(writer, spec, count * size);
            }

            writer.WriteEndArray();
            WriteOutputs(writer, signature);
            writer.WriteEndObject();
        }

        return new ExampleRequest(Encoding.UTF8.GetString(buffer.WrittenSpan), binary);
    }

    /// <summary>A shell command that sends the example to <paramref name="url"/>.</summary>
    public string ToCurl(string url)
    {
        var target = Quote(url);
        return BinaryLength == 0
            ? $"curl -s {target} \\\n  -H 'Content-Type: application/json' \\\n  -d {Quote(Json)}"
            : $"{{ printf '%s' {Quote(Json)}; head -c {BinaryLength} /dev/zero; }} | \\\n"
                + $"curl -s {target} \\\n  -H 'Content-Type: application/octet-stream' \\\n"
                + $"  -H 'Inference-Header-Content-Length: {HeaderLength}' \\\n  --data-binary @-";
    }

    // Without a word a server answers in JSON, which has no form for these types.
    private static void WriteOutputs(Utf8JsonWriter writer, ModelSignature signature)
    {
        if (signature.Outputs.All(spec => ExampleTensor.HasJsonForm(spec.DataType)))
            return;

        writer.WriteStartArray("outputs"u8);
        foreach (var spec in signature.Outputs)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, spec.Name);
            if (!ExampleTensor.HasJsonForm(spec.DataType))
            {
                writer.WriteStartObject("parameters"u8);
                writer.WriteBoolean("binary_data"u8, true);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>One word of a shell command.</summary>
    public static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
