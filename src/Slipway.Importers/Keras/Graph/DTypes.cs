using System.Text.Json;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Graph;

/// <summary>The types of the framework, by name and by policy.</summary>
internal static class DTypes
{
    public static DataType? Parse(string name) =>
        name switch
        {
            "float32" or "float" => DataType.Float,
            "float64" => DataType.Double,
            "float16" => DataType.Float16,
            // The engine computes little in it: single precision has the same range.
            "bfloat16" => DataType.Float,
            "int8" => DataType.Int8,
            "int16" => DataType.Int16,
            "int32" or "int" => DataType.Int32,
            "int64" => DataType.Int64,
            "uint8" => DataType.Uint8,
            "uint16" => DataType.Uint16,
            "uint32" => DataType.Uint32,
            "uint64" => DataType.Uint64,
            "bool" => DataType.Bool,
            "string" => DataType.String,
            _ => null,
        };

    /// <summary>The type in which a layer computes: a name, or a policy that says it.</summary>
    /// <exception cref="NotMappedException">It is quantised, or unknown.</exception>
    public static DataType Compute(JsonElement? dtype)
    {
        var name = Name(dtype) ?? "float32";
        var type = name.StartsWith("mixed_", StringComparison.Ordinal) ? Parse(name["mixed_".Length..]) : Parse(name);
        return type switch
        {
            DataType.Float16 => DataType.Float16,
            // Kernels in double precision are few, and what they add is below what answers are compared by.
            DataType.Float or DataType.Double => DataType.Float,
            null => throw new NotMappedException($"has the dtype policy '{name}'"),
            // Layers of integers (lookups, encodings) compute in their own type.
            _ => DataType.Float,
        };
    }

    public static string? Name(JsonElement? dtype)
    {
        if (dtype is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        var className = value.TryGetProperty("class_name", out var name) ? name.GetString() : null;
        if (className is not ("DTypePolicy" or "Policy" or "FloatDTypePolicy" or "PolicyV1"))
            return className ?? "of an unknown form";
        return
            value.TryGetProperty("config", out var config)
            && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("name", out var policy)
            && policy.ValueKind == JsonValueKind.String
            ? policy.GetString()
            : null;
    }
}
