using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Slipway.AspNetCore.Mcp;

/// <summary>
/// Holds a message against the headers that repeat parts of it for proxies (revision 2026-07-28, Streamable HTTP, "Server
/// Validation"): who routed by a header must not be told something else by the body.
/// </summary>
internal static class McpHeaders
{
    public const string Version = "MCP-Protocol-Version";
    public const string Method = "Mcp-Method";
    public const string Name = "Mcp-Name";

    private const string EncodedStart = "=?base64?";
    private const string EncodedEnd = "?=";

    /// <summary>The revision that the message is of.</summary>
    /// <exception cref="McpException">It is not spoken here, or header and body differ.</exception>
    public static string Check(IHeaderDictionary headers, in McpMessage message)
    {
        var header = headers[Version];
        if (message.Version is not { } version)
            return OfHandshake(header, message);
        if (!McpVersions.All.Contains(version))
            throw McpVersions.Unsupported(version);
        Require(header, Version, version);
        Require(headers[Method], Method, message.Method!);
        if (message is { Method: "tools/call" } && message.Parameter("name") is { } name)
            Require(Decode(headers[Name]), Name, name);
        return version;
    }

    private static string OfHandshake(StringValues header, in McpMessage message)
    {
        // A handshake says its revision in the body, and a client may send the header of the one that it asks for.
        if (StringValues.IsNullOrEmpty(header) || message.Method == "initialize")
            return McpVersions.First;
        if (!McpVersions.All.Contains(header.ToString()))
            throw McpVersions.Unsupported(header.ToString());
        if (header == McpVersions.Stateless && message.IsRequest)
        {
            throw Mismatch(
                $"The header {Version} says {McpVersions.Stateless}, in which params._meta holds "
                    + "'io.modelcontextprotocol/protocolVersion'; it does not."
            );
        }

        return header.ToString();
    }

    private static void Require(StringValues header, string name, string value)
    {
        if (StringValues.IsNullOrEmpty(header))
            throw Mismatch($"The header {name} is missing; the body says '{Shorten(value)}'.");
        if (header != value)
            throw Mismatch($"The header {name} says '{Shorten(header.ToString())}', the body '{Shorten(value)}'.");
    }

    private static StringValues Decode(StringValues header)
    {
        var text = header.ToString();
        if (
            text.Length < EncodedStart.Length + EncodedEnd.Length
            || !text.StartsWith(EncodedStart, StringComparison.Ordinal)
            || !text.EndsWith(EncodedEnd, StringComparison.Ordinal)
        )
            return header;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[EncodedStart.Length..^EncodedEnd.Length], bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw Mismatch($"The header {Name} is no base64 between {EncodedStart} and {EncodedEnd}.");
    }

    private static McpException Mismatch(string message) => new(McpException.HeaderMismatch, message);

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
