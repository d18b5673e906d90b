using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Control;

/// <summary>A model that the sources have, loaded or not.</summary>
/// <param name="Name">The model.</param>
/// <param name="Versions">Those that are served, being loaded, or failed; newest first.</param>
/// <param name="IsUnloaded">Whether it was unloaded by order, and stays so until it is loaded by order.</param>
public sealed record ModelIndexEntry(string Name, IReadOnlyList<ModelStatus> Versions, bool IsUnloaded);
