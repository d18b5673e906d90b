using System.Text.Json;

namespace Slipway.Gateway.Pipelines.Tensors;

/// <summary>An input as the model's metadata has it.</summary>
/// <param name="Datatype">By Open Inference's name.</param>
/// <param name="Shape">Negative where a dimension is free.</param>
internal sealed record ModelInput(string Datatype, IReadOnlyList<long> Shape)
{
    /// <summary>Reads the answer of <c>GET /v2/models/{m}</c>: its inputs by name.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static IReadOnlyDictionary<string, ModelInput> ReadAll(ReadOnlyMemory<byte> metadata)
    {
        var inputs = new Dictionary<string, ModelInput>(StringComparer.Ordinal);
        try
        {
            foreach (var input in JsonElement.Parse(metadata.Span).GetProperty("inputs").EnumerateArray())
            {
                inputs[input.GetProperty("name").GetString()!] = new ModelInput(
                    input.GetProperty("datatype").GetString()!,
                    [.. input.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())]
                );
            }
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("It has no 'inputs', each with name, datatype and shape.", e);
        }

        return inputs;
    }
}
