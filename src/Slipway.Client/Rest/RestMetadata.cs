using Slipway.Models;

namespace Slipway.Client.Rest;

/// <summary>From the metadata bodies to the vocabulary.</summary>
internal static class RestMetadata
{
    public static ModelMetadata ToModel(ModelMetadataBody body, string model) =>
        new(
            body.Name ?? model,
            body.Versions ?? [],
            body.Platform ?? "",
            new ModelSignature(ToSpecs(body.Inputs, model), ToSpecs(body.Outputs, model))
        );

    private static TensorSpec[] ToSpecs(List<TensorMetadataBody>? bodies, string model) =>
        [.. (bodies ?? []).Select(body => MetadataSpec.Create(model, body.Name, body.Datatype, body.Shape))];
}
