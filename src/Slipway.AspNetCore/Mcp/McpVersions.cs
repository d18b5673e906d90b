namespace Slipway.AspNetCore.Mcp;

/// <summary>
/// The revisions of the protocol that are spoken. Those up to 2025-11-25 begin with a handshake (<c>initialize</c>); since
/// 2026-07-28 each request says its revision itself, in <c>_meta</c> and in headers.
/// </summary>
internal static class McpVersions
{
    public const string Stateless = "2026-07-28";

    /// <summary>The one that a request without the header means; the only one that has batches.</summary>
    public const string First = "2025-03-26";

    /// <summary>The newest first.</summary>
    public static readonly string[] All = [Stateless, "2025-11-25", "2025-06-18", First];

    /// <summary>What is answered to a client that opens with <paramref name="wanted"/>.</summary>
    public static string ForHandshake(string? wanted) =>
        wanted is not null && wanted != Stateless && All.Contains(wanted) ? wanted : All[1];

    public static McpException Unsupported(string requested) =>
        new(
            McpException.UnsupportedVersion,
            $"The protocol version '{Shorten(requested)}' is not spoken here; speak one of {string.Join(", ", All)}."
        )
        {
            Details = writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("supported"u8);
                foreach (var version in All)
                {
                    writer.WriteStringValue(version);
                }

                writer.WriteEndArray();
                writer.WriteString("requested"u8, requested);
                writer.WriteEndObject();
            },
        };

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
