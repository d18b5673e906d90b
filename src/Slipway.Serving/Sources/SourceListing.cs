using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>What a source found at one moment.</summary>
/// <param name="Models">By folder name; no two have one name.</param>
/// <param name="Broken">
/// What is there and cannot be used. One of a name that <paramref name="Models"/> has too says what is wrong with a
/// change (its configuration, or one version): what was usable before it stays listed.
/// </param>
public sealed record SourceListing(IReadOnlyList<SourcedModel> Models, IReadOnlyList<BrokenModel> Broken);

/// <summary>A model that a source has.</summary>
/// <param name="Name">The name to serve it under.</param>
/// <param name="Directory">Its folder, absolute.</param>
/// <param name="Config">The last configuration that was whole and without error.</param>
/// <param name="Versions">
/// Every version that is whole, newest first. Empty while the first is still being copied, and where all are broken.
/// </param>
public sealed record SourcedModel(
    string Name,
    string Directory,
    ModelConfig Config,
    IReadOnlyList<ModelPackage> Versions
);

/// <summary>A model, or one version of it, that is there and cannot even be tried.</summary>
/// <param name="Name">The model's name; its folder's where the configuration does not tell.</param>
/// <param name="Directory">The folder in question, absolute.</param>
/// <param name="Error">What is wrong and what to do.</param>
/// <param name="Version">The version; 0 where it is the model as a whole.</param>
public sealed record BrokenModel(string Name, string Directory, ServingException Error, long Version = 0);
