using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Revisions;

/// <summary>Forgets old revisions that nothing runs, and deletes what only they needed.</summary>
internal static class RevisionCollector
{
    /// <summary>The newest revisions of a service that can be gone back to.</summary>
    public const int Kept = 10;

    /// <returns>Whether any was forgotten.</returns>
    public static bool Collect(ServiceUnit unit, IReadOnlyCollection<int> inUse, LogCollector logs)
    {
        var old = unit
            .Revisions.Keys.OrderDescending()
            .Skip(Kept)
            .Where(revision => !inUse.Contains(revision) && !unit.Of(revision).Any())
            .ToList();
        foreach (var revision in old)
        {
            unit.Forget(revision);
            foreach (var replica in logs.Replicas.Where(name => ReplicaName.Parse(name) == (unit.Name, revision)))
            {
                logs.Remove(replica);
            }
        }

        return old.Count > 0;
    }
}
