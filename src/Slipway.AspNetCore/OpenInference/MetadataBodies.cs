using System.Text.Json.Serialization;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Tensors;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Open Inference Protocol V2, "Server Metadata Response JSON Object".</summary>
internal sealed record ServerMetadataBody(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>Open Inference Protocol V2, "Model Metadata Response JSON Object".</summary>
internal sealed record ModelMetadataBody(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<TensorMetadataBody> Inputs,
    IReadOnlyList<TensorMetadataBody> Outputs
)
{
    public static ModelMetadataBody From(ModelMetadata model) =>
        new(
            model.Name,
            [.. model.Versions.Order().Select(version => version.ToString(null, null))],
            model.Details.Platform,
            [.. model.Signature.Inputs.Select(TensorMetadataBody.From)],
            [.. model.Signature.Outputs.Select(TensorMetadataBody.From)]
        );
}

internal sealed record TensorMetadataBody(string Name, string Datatype, long[] Shape)
{
    public static TensorMetadataBody From(TensorSpec spec) =>
        new(spec.Name, spec.DataType.Name(), spec.Shape.AsArray());
}

/// <summary>KServe V1, "List Models".</summary>
internal sealed record ModelListBody(IReadOnlyList<string> Models);

/// <summary>Open Inference Protocol V2, "Server Live Response JSON Object".</summary>
internal sealed record ServerLiveBody(bool Live);

/// <summary>
/// Open Inference Protocol V2, "Server Ready Response JSON Object": the specification calls its field live, KServe's own
/// server ready.
/// </summary>
internal sealed record ServerReadyBody(bool Live, bool Ready);

/// <summary>Open Inference Protocol V2, "Model Ready Response JSON Object".</summary>
internal sealed record ModelReadyBody(string Name, bool Ready);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ServerMetadataBody))]
[JsonSerializable(typeof(ModelMetadataBody))]
[JsonSerializable(typeof(ModelListBody))]
[JsonSerializable(typeof(ServerLiveBody))]
[JsonSerializable(typeof(ServerReadyBody))]
[JsonSerializable(typeof(ModelReadyBody))]
internal sealed partial class MetadataContext : JsonSerializerContext;
