namespace Slipway.Models;

/// <summary>A request that a package brings along, with the answer that it must get.</summary>
/// <param name="Name">Of its files: <c>requests/NAME.json</c> and <c>requests/NAME.expected.json</c>.</param>
/// <param name="Body">JSON, as it is sent.</param>
/// <param name="Expected">JSON that the answer must have; what the answer has besides does not count.</param>
public sealed record GoldenRequest(string Name, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Expected);
