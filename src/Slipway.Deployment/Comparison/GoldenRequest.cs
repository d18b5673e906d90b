using System.Text.Json;

namespace Slipway.Deployment.Comparison;

/// <summary>A request that a package brings along, with the answer that it must get.</summary>
/// <param name="Name">Of its files: <c>requests/NAME.json</c> and <c>requests/NAME.expected.json</c>.</param>
/// <param name="Body">JSON, as it is sent.</param>
/// <param name="Expected">JSON that the answer must have; what the answer has besides does not count.</param>
public sealed record GoldenRequest(string Name, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Expected)
{
    /// <summary>
    /// Where it is posted, told by its body: <c>inputs</c> with an array is Open Inference's, <c>instances</c> KServe's and
    /// TensorFlow Serving's, and anything else the model's own typed form.
    /// </summary>
    public string PathOf(string model)
    {
        using var body = AnswerJson.Parse(Body);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return $"/models/{model}";
        return root.TryGetProperty("inputs"u8, out var inputs) && inputs.ValueKind is JsonValueKind.Array
                ? $"/v2/models/{model}/infer"
            : root.TryGetProperty("instances"u8, out _) ? $"/v1/models/{model}:predict"
            : $"/models/{model}";
    }
}
