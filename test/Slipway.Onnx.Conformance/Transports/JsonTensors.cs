using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Tensors;

namespace Slipway.Onnx.Conformance.Transports;

/// <summary>Tensors as JSON: written nested in the shape of the tensor, read nested or flat.</summary>
internal static class JsonTensors
{
    public static void Write(Utf8JsonWriter json, Tensor tensor)
    {
        var elements = ToJson(tensor);
        var next = 0;
        if (tensor.Shape.Rank == 0)
            json.WriteStartArray();
        WriteLevel(0);
        if (tensor.Shape.Rank == 0)
            json.WriteEndArray();

        void WriteLevel(int level)
        {
            if (level == tensor.Shape.Rank)
            {
                json.WriteRawValue(elements[next++], skipInputValidation: true);
                return;
            }

            json.WriteStartArray();
            for (var i = 0L; i < tensor.Shape[level]; i++)
            {
                WriteLevel(level + 1);
            }

            json.WriteEndArray();
        }
    }

    public static Tensor Read(JsonElement data, DataType type, TensorShape shape)
    {
        var leaves = new List<JsonElement>();
        Flatten(data);
        if (type == DataType.Bytes)
            return Tensor.FromStrings(leaves.Select(leaf => leaf.GetString()!), shape);
        var bytes = type switch
        {
            DataType.Bool => Pack(leaf => leaf.GetBoolean()),
            DataType.UInt8 => Pack(leaf => leaf.GetByte()),
            DataType.UInt16 => Pack(leaf => leaf.GetUInt16()),
            DataType.UInt32 => Pack(leaf => leaf.GetUInt32()),
            DataType.UInt64 => Pack(leaf => leaf.GetUInt64()),
            DataType.Int8 => Pack(leaf => leaf.GetSByte()),
            DataType.Int16 => Pack(leaf => leaf.GetInt16()),
            DataType.Int32 => Pack(leaf => leaf.GetInt32()),
            DataType.Int64 => Pack(leaf => leaf.GetInt64()),
            DataType.Fp32 => Pack(leaf =>
                leaf.ValueKind == JsonValueKind.String ? (float)Special(leaf) : leaf.GetSingle()
            ),
            DataType.Fp64 => Pack(leaf => leaf.ValueKind == JsonValueKind.String ? Special(leaf) : leaf.GetDouble()),
            _ => throw new TransportException($"{type.Name()} came as JSON."),
        };
        return new Tensor(type, shape, TensorBuffer.Pin(bytes), bytes.Length);

        byte[] Pack<T>(Func<JsonElement, T> read)
            where T : unmanaged =>
            MemoryMarshal.AsBytes(leaves.ConvertAll(leaf => read(leaf)).ToArray().AsSpan()).ToArray();

        void Flatten(JsonElement element)
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                leaves.Add(element);
                return;
            }

            foreach (var child in element.EnumerateArray())
            {
                Flatten(child);
            }
        }
    }

    private static double Special(JsonElement leaf) =>
        leaf.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => throw new TransportException($"The number '{text}' came as text."),
        };

    private static string[] ToJson(Tensor tensor) =>
        tensor.DataType switch
        {
            DataType.Bool => Map<byte>(tensor, value => value != 0 ? "true" : "false"),
            DataType.UInt8 => Map<byte>(tensor, value => $"{value}"),
            DataType.UInt16 => Map<ushort>(tensor, value => $"{value}"),
            DataType.UInt32 => Map<uint>(tensor, value => $"{value}"),
            DataType.UInt64 => Map<ulong>(tensor, value => $"{value}"),
            DataType.Int8 => Map<sbyte>(tensor, value => $"{value}"),
            DataType.Int16 => Map<short>(tensor, value => $"{value}"),
            DataType.Int32 => Map<int>(tensor, value => $"{value}"),
            DataType.Int64 => Map<long>(tensor, value => $"{value}"),
            DataType.Fp32 => Map<float>(tensor, value => $"{value:R}"),
            DataType.Fp64 => Map<double>(tensor, value => $"{value:R}"),
            DataType.Bytes => [.. tensor.ToStrings().Select(text => $"\"{JsonEncodedText.Encode(text)}\"")],
            _ => throw new ArgumentException($"{tensor} cannot travel as JSON.", nameof(tensor)),
        };

    private static string[] Map<T>(Tensor tensor, Func<T, string> write)
        where T : unmanaged =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, T>(tensor.Bytes).ToArray(), value => write(value));
}
