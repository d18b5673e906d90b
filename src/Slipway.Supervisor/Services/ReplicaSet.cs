namespace Slipway.Supervisor.Services;

/// <summary>
/// What to start and stop so that a revision has as many replicas as it should, of the newest epoch. Those of an older epoch are
/// replaced one at a time, each only when another is ready in its place. Pure.
/// </summary>
internal static class ReplicaSet
{
    /// <param name="IsCurrent">Of the newest epoch.</param>
    /// <param name="IsReady">It takes requests.</param>
    internal readonly record struct Member(bool IsCurrent, bool IsReady);

    /// <param name="members">Those that are not stopping, in the order of their start.</param>
    /// <param name="wanted">How many there should be.</param>
    /// <returns>How many to start, and the places in <paramref name="members"/> of those to stop.</returns>
    public static (int Start, IReadOnlyList<int> Stop) Plan(IReadOnlyList<Member> members, int wanted)
    {
        var current = members.Count(member => member.IsCurrent);
        var ready = members.Count(member => member.IsReady);
        // While old ones are replaced there may be one more than wanted.
        var most = wanted > 0 && members.Count > current ? wanted + 1 : wanted;
        var start = Math.Clamp(most - members.Count, 0, Math.Max(0, wanted - current));

        var stop = new List<int>();
        foreach (var i in StopOrder(members))
        {
            var (isCurrent, isReady) = members[i];
            var goes = isCurrent ? current > wanted : !isReady || ready > wanted;
            if (!goes)
                continue;
            stop.Add(i);
            current -= isCurrent ? 1 : 0;
            ready -= isReady ? 1 : 0;
        }

        return (start, stop);
    }

    // What serves least goes first; of equals the youngest.
    private static IEnumerable<int> StopOrder(IReadOnlyList<Member> members) =>
        Enumerable
            .Range(0, members.Count)
            .OrderBy(i => members[i].IsCurrent)
            .ThenBy(i => members[i].IsReady)
            .ThenByDescending(i => i);
}
