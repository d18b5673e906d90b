using Slipway.Configuration;
using Slipway.Errors;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>Settings of the model server are what <c>slipway serve</c> takes.</summary>
internal sealed class ServerValidator : ServiceValidator
{
    private const double LongestSeconds = 86_400;

    private static readonly string[] ReadinessModes = ["strict", "lenient"];

    private static readonly string[] LogLevels =
    [
        "trace",
        "debug",
        "information",
        "warning",
        "error",
        "critical",
        "none",
    ];

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        if (service.Server is not { } server)
            return;
        var place = NodePath.Join(path, "server");
        CheckWord(server.Readiness, ReadinessModes, NodePath.Join(place, "readiness"), findings);
        CheckWord(server.LogLevel, LogLevels, NodePath.Join(place, "log_level"), findings);
        CheckSize(server.MemoryBudget, NodePath.Join(place, "memory_budget"), findings);
        CheckSize(server.ImportMemory, NodePath.Join(place, "import_memory"), findings);
        findings.Within(NodePath.Join(place, "max_request_bytes"), server.MaxRequestBytes, 1L, int.MaxValue);
        findings.Within(NodePath.Join(place, "drain_seconds"), server.DrainSeconds, 0, LongestSeconds);
        findings.Positive(NodePath.Join(place, "import_seconds"), server.ImportSeconds, LongestSeconds);
        findings.FileExists(NodePath.Join(place, "ca_file"), server.CaFile, "certificates in PEM");
        for (var i = 0; i < (server.RequireSignature?.Count ?? 0); i++)
        {
            var key = NodePath.Join(NodePath.Join(place, "require_signature"), i);
            findings.FileExists(key, server.RequireSignature![i], "a public key in PEM");
        }
    }

    private static void CheckWord(string? word, string[] known, string path, ManifestFindings findings)
    {
        if (word is not null && !known.Contains(word, StringComparer.OrdinalIgnoreCase))
            findings.Add(path, $"'{word}' is not one of {string.Join(", ", known)}{NearMiss.Hint(word, known)}");
    }

    private static void CheckSize(string? size, string path, ManifestFindings findings)
    {
        if (size is not null && !MemorySize.TryParse(size, out _))
            findings.Add(path, $"'{size}' is not {MemorySize.Form}");
    }
}
