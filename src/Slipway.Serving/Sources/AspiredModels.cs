using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>What a source found: packages to load, and models that are there but cannot even be tried.</summary>
public sealed record AspiredModels(IReadOnlyList<ModelPackage> Packages, IReadOnlyList<BrokenModel> Broken);

/// <summary>A model whose package is wrong in itself.</summary>
public sealed record BrokenModel(string Name, string Directory, ServingException Error);
