namespace Slipway.Cli.Bench.Load.Http;

/// <summary>What came is no HTTP/1.1 response that can be read to its end.</summary>
internal sealed class MalformedResponseException(string message) : Exception(message);
