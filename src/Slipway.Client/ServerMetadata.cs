namespace Slipway.Client;

/// <summary>What a server says of itself.</summary>
/// <param name="Name">The product.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">The protocol extensions it speaks, for example <c>binary_tensor_data</c>.</param>
public sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);
