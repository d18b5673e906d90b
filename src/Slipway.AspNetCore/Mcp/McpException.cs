using System.Text.Json;

namespace Slipway.AspNetCore.Mcp;

/// <summary>A message that is not answered by a result: an error of JSON-RPC, and the status that goes with it.</summary>
/// <param name="code">One of the constants.</param>
/// <param name="message">For the caller: what is wrong and what to do.</param>
internal sealed class McpException(int code, string message) : Exception(message)
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int HeaderMismatch = -32020;
    public const int UnsupportedVersion = -32022;

    public int Code { get; } = code;

    /// <summary>
    /// The status of the HTTP answer. Default 400; revisions with a handshake answer requests that they understand with 200.
    /// </summary>
    public int Status { get; init; } = 400;

    /// <summary>Writes the error's <c>data</c>; null for none.</summary>
    public Action<Utf8JsonWriter>? Details { get; init; }
}
