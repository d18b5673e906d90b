using Slipway.Models;

namespace Slipway.Serving.Inference;

/// <summary>A model as metadata calls of every protocol describe it.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version described.</param>
/// <param name="Versions">All versions that answer, newest first.</param>
/// <param name="Signature">Inputs and outputs of the version.</param>
/// <param name="Details">Platform and facts of the version.</param>
/// <param name="Package">Where it comes from and how it is configured.</param>
public sealed record ModelMetadata(
    string Name,
    long Version,
    IReadOnlyList<long> Versions,
    ModelSignature Signature,
    ModelDetails Details,
    ModelPackage Package
);
