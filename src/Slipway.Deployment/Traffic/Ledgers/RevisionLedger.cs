using Slipway.Deployment.Rollouts;

namespace Slipway.Deployment.Traffic.Ledgers;

/// <summary>What one revision has answered since counting began; it only grows.</summary>
public sealed class RevisionLedger
{
    // The stable revision's last minutes, which a release that takes all traffic at once is held against.
    private static readonly TimeSpan Past = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PastStep = TimeSpan.FromSeconds(10);

    private readonly Queue<(DateTimeOffset At, RevisionCounts Counts)> _past = new();

    /// <summary>Copies not among them.</summary>
    public RevisionCounts Counts { get; private set; } = new();

    /// <summary>The copies that it got.</summary>
    public MirrorCounts Mirror { get; private set; } = new();

    /// <param name="now">This report's.</param>
    /// <param name="before">The last one's of the same gateway; null: it began at 0.</param>
    /// <param name="at">When.</param>
    internal void Add(RevisionTraffic now, RevisionTraffic? before, DateTimeOffset at)
    {
        var counts = RevisionCounts.Of(now);
        Counts = Counts.Plus(before is null ? counts : counts.Since(RevisionCounts.Of(before)));
        Mirror = Mirror.Plus(before is null ? now.Mirror : now.Mirror.Since(before.Mirror));
        if (_past.Count == 0 || at - _past.Last().At >= PastStep)
            _past.Enqueue((at, Counts));
        while (_past.Count > 1 && at - _past.Peek().At > Past)
        {
            _past.Dequeue();
        }
    }

    /// <summary>What it answered in the last minutes.</summary>
    public RevisionCounts LastMinutes() => _past.Count == 0 ? new() : Counts.Since(_past.Peek().Counts);
}
