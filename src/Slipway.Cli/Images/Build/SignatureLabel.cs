using System.Text.Json.Serialization;

namespace Slipway.Cli.Images.Build;

/// <summary>A model's inputs and outputs, as an image's label has them.</summary>
internal sealed record SignatureLabel(IReadOnlyList<SignatureTensor> Inputs, IReadOnlyList<SignatureTensor> Outputs);

internal sealed record SignatureTensor(string Name, string Datatype, long[] Shape);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignatureLabel))]
internal sealed partial class SignatureContracts : JsonSerializerContext;
