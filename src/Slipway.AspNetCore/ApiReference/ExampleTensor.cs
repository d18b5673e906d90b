using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Writes one tensor of an example as an Open Inference JSON object.</summary>
internal static class ExampleTensor
{
    /// <summary>Names and texts stay readable: what is written is served as JSON, never inside HTML.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>The elements of the smallest tensor of this spec; false where they do not fit 63 bits.</summary>
    public static bool TryGetElementCount(TensorSpec spec, out long count) =>
        TensorShape.Wrap(ConcreteShape(spec)).TryGetElementCount(out count);

    /// <summary>Whether JSON carries the type.</summary>
    public static bool HasJsonForm(DataType type) => type is not (DataType.Fp16 or DataType.BF16);

    /// <summary>Whether the tensor is written out: JSON carries its type, and it is short.</summary>
    public static bool FitsJson(TensorSpec spec) =>
        HasJsonForm(spec.DataType) && TryGetElementCount(spec, out var count) && count <= ExampleRequest.MaxElements;

    /// <summary>Writes the tensor with its data: of an input neutral values, of an output zeros.</summary>
    public static void Write(Utf8JsonWriter writer, TensorSpec spec, long count, bool neutral)
    {
        WriteHead(writer, spec);
        writer.WriteStartArray("data"u8);
        for (var i = 0L; i < count; i++)
        {
            WriteValue(writer, spec.DataType, neutral);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes the tensor with its data left to the binary part of the body.</summary>
    public static void WriteBinary(Utf8JsonWriter writer, TensorSpec spec, long byteLength)
    {
        WriteHead(writer, spec);
        writer.WriteStartObject("parameters"u8);
        writer.WriteNumber("binary_data_size"u8, byteLength);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, TensorSpec spec)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, spec.Name);
        writer.WriteString("datatype"u8, spec.DataType.Name());
        writer.WriteStartArray("shape"u8);
        foreach (var dim in ConcreteShape(spec))
        {
            writer.WriteNumberValue(dim);
        }

        writer.WriteEndArray();
    }

    private static long[] ConcreteShape(TensorSpec spec)
    {
        var dims = spec.Shape.Dimensions.ToArray();
        for (var i = 0; i < dims.Length; i++)
        {
            dims[i] = dims[i] < 0 ? 1 : dims[i];
        }

        return dims;
    }

    private static void WriteValue(Utf8JsonWriter writer, DataType type, bool neutral)
    {
        switch (type)
        {
            case DataType.Bytes:
                writer.WriteStringValue(neutral ? "text"u8 : ""u8);
                break;
            case DataType.Bool:
                writer.WriteBooleanValue(neutral);
                break;
            case DataType.Fp32 or DataType.Fp64:
                writer.WriteRawValue(neutral ? "0.5"u8 : "0.0"u8, skipInputValidation: true);
                break;
            default:
                writer.WriteNumberValue(neutral ? 1 : 0);
                break;
        }
    }
}
