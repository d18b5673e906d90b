using System.Globalization;

namespace Slipway.Deployment.Manifest;

/// <summary>The settings of a manifest as the model server takes them.</summary>
public static class ServerArguments
{
    /// <summary>Options of <c>serve</c>, each followed by its value; of what is not set, nothing.</summary>
    public static IEnumerable<string> Of(ServerConfig server)
    {
        foreach (
            var (option, value) in ((string Option, string? Value)[])
                [
                    ("--readiness", server.Readiness),
                    ("--log-level", server.LogLevel),
                    ("--memory-budget", server.MemoryBudget),
                    ("--max-request-bytes", server.MaxRequestBytes?.ToString(CultureInfo.InvariantCulture)),
                    ("--drain-seconds", server.DrainSeconds?.ToString(CultureInfo.InvariantCulture)),
                    ("--mcp", server.Mcp is true ? "true" : null),
                    ("--import-memory", server.ImportMemory),
                    ("--import-seconds", server.ImportSeconds?.ToString(CultureInfo.InvariantCulture)),
                    ("--allow-http", server.AllowHttp is true ? "true" : null),
                    ("--ca-file", server.CaFile),
                    .. (server.RequireSignature ?? []).Select(key => ("--require-signature", (string?)key)),
                ]
        )
        {
            if (value is null)
                continue;
            yield return option;
            yield return value;
        }
    }
}
