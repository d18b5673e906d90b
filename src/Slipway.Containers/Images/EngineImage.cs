namespace Slipway.Containers.Images;

/// <summary>An image that an engine has.</summary>
/// <param name="Id">The digest of its configuration, <c>sha256:…</c>: the same content has the same, wherever it is.</param>
/// <param name="Command">Its arguments, which others take the place of; empty for none.</param>
/// <param name="Names">References that it can be pulled by, each with a digest.</param>
public sealed record EngineImage(string Id, IReadOnlyList<string> Command, IReadOnlyList<string> Names);
