using System.Text.Json;

namespace Slipway.Deployment.Comparison;

/// <summary>Where a golden request is posted.</summary>
public static class GoldenPath
{
    /// <summary>
    /// Told by its body: <c>inputs</c> with an array is Open Inference's, <c>instances</c> KServe's and TensorFlow Serving's, and
    /// anything else the model's own typed form.
    /// </summary>
    /// <param name="body">The request.</param>
    /// <param name="model">As clients name it.</param>
    public static string Of(ReadOnlyMemory<byte> body, string model)
    {
        var name = Uri.EscapeDataString(model);
        using var json = AnswerJson.Parse(body);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return $"/models/{name}";
        return root.TryGetProperty("inputs"u8, out var inputs) && inputs.ValueKind is JsonValueKind.Array
                ? $"/v2/models/{name}/infer"
            : root.TryGetProperty("instances"u8, out _) ? $"/v1/models/{name}:predict"
            : $"/models/{name}";
    }
}
