using Slipway.Tasks;

namespace Slipway.Serving.Inference;

/// <summary>A typed answer, and which version gave it.</summary>
public readonly record struct VersionedAnswer(long Version, TypedAnswer Answer);
