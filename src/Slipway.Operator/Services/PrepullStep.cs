using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>
/// Before a candidate's pods start, nodes have its images; for so long as can be waited for them. A revision that has been promoted
/// meanwhile, or before this was asked for, gets onto the nodes all the same.
/// </summary>
internal static class PrepullStep
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <returns>The revision whose images nodes are to pull now; null for none.</returns>
    public static int? Take(ServiceDraft draft)
    {
        var newest = draft.Candidate != 0 ? draft.Candidate : draft.Status.Stable;
        if (
            draft.Spec.Prepull is not true
            || draft.Find(newest) is not { } revision
            || revision.Prepull?.Ended is not null
        )
            return null;
        var info = revision.Prepull ?? new PrepullInfo { Began = draft.Now };
        if (draft.Prepull(revision.Number) is { IsCurrent: true } view)
            info = info with { Nodes = view.Nodes, Pulled = view.Pulled };
        if (Verdict(draft, revision.Number, info) is { } verdict)
        {
            draft.Memory.PrepullTrouble = null;
            draft.Tell("prepull", verdict, revision.Number);
            info = info with { Ended = draft.Now };
        }

        draft.Status = draft.Status with
        {
            Revisions =
            [
                .. draft.Status.Revisions.Select(each =>
                    each.Number == revision.Number ? each with { Prepull = info } : each
                ),
            ],
        };
        return info.Ended is null ? revision.Number : null;
    }

    /// <summary>Whether a revision's pods wait for it; a service's first, which nothing answers for meanwhile, does not.</summary>
    public static bool IsWaitedFor(ServiceDraft draft, int revision) =>
        draft.Status.Stable != 0 && draft.Find(revision) is { Prepull: { Ended: null } };

    /// <summary>How far it is; null where it is over, or was not asked for.</summary>
    public static string? Words(PrepullInfo? info) =>
        info is { Ended: null } ? $"Prepulling {info.Pulled}/{info.Nodes} nodes" : null;

    /// <inheritdoc cref="Words(PrepullInfo)"/>
    public static string? Words(IEnumerable<RevisionInfo> revisions, int revision) =>
        Words(revisions.FirstOrDefault(each => each.Number == revision)?.Prepull);

    // Null: it goes on.
    private static string? Verdict(ServiceDraft draft, int revision, PrepullInfo info)
    {
        if (draft.Memory.PrepullTrouble is { } trouble)
            return $"left out: {trouble}";
        if (draft.Prepull(revision) is { IsCurrent: true } && info.Pulled >= info.Nodes)
            return $"{info.Pulled} of {info.Nodes} nodes have its images";
        return draft.Now - info.Began >= Longest
            ? $"not waited for any longer: {info.Pulled} of {info.Nodes} nodes have its images after {Longest.TotalMinutes} minutes"
            : null;
    }
}
