using Slipway.Models;

namespace Slipway.Tasks;

/// <summary>The loaded model that a task is put over.</summary>
/// <param name="Package">Its files and configuration.</param>
/// <param name="Signature">Its inputs and outputs, as callers see them.</param>
/// <param name="Details">What else it says of itself.</param>
public sealed record TaskContext(ModelPackage Package, ModelSignature Signature, ModelDetails Details);
