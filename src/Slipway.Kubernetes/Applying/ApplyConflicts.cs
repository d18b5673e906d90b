using System.Text.RegularExpressions;
using Slipway.Kubernetes.Api;

namespace Slipway.Kubernetes.Applying;

/// <summary>Reads what the API server says of fields that others have ("Server-Side Apply", Conflicts).</summary>
internal static partial class ApplyConflicts
{
    private const string Reason = "FieldManagerConflict";

    public static IReadOnlyList<FieldConflict> Of(ApiException refusal) =>
        [
            .. (refusal.Status?.Details?.Causes ?? [])
                .Where(cause => cause.Reason == Reason)
                .Select(cause => new FieldConflict(
                    cause.Field ?? "?",
                    Manager().Match(cause.Message ?? "") is { Success: true } found
                        ? found.Groups["manager"].Value
                        : cause.Message ?? "?"
                )),
        ];

    // conflict with "kubectl-edit" using apps/v1 at 2026-01-01T00:00:00Z
    [GeneratedRegex(
        """^conflict with "(?<manager>[^"]+)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Manager();
}
