using System.Globalization;
using Slipway.Deployment.Manifest;

namespace Slipway.Kubernetes.Pods;

/// <summary>How the server in Slipway's images is started.</summary>
internal static class ServerCommand
{
    /// <summary>The server in Slipway's images.</summary>
    public const string Program = "/slipway/Slipway.Server";

    /// <summary>The settings of the manifest as options of <c>serve</c>.</summary>
    public static IEnumerable<string> Settings(ServerConfig server)
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
                ]
        )
        {
            if (value is null)
                continue;
            yield return option;
            yield return value;
        }
    }

    /// <summary>Kubernetes puts variables in the place of $(NAME), and $ in the place of $$; another $ stays.</summary>
    public static string Verbatim(string text) =>
        text.Contains("$(", StringComparison.Ordinal) || text.Contains("$$", StringComparison.Ordinal)
            ? text.Replace("$", "$$", StringComparison.Ordinal)
            : text;
}
