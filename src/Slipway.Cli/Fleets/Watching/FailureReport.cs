using Slipway.Deployment.Fleet;
using Slipway.Errors;
using Slipway.Kubernetes.Running.Logs;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>Tells what of a fleet failed, with the last lines of its log; each failure once.</summary>
internal sealed class FailureReport(IFleet fleet, IFleetDisplay display)
{
    private const int MostLines = 10;

    private HashSet<string> _told = new(StringComparer.Ordinal);

    public async Task TellAsync(FleetStatus status, CancellationToken cancellationToken)
    {
        var failures = Readiness.Failures(status);
        foreach (var (name, why) in failures.Where(failure => !_told.Contains(failure.Name)))
        {
            display.Say($"{name} failed: {why}");
            var replicas = Replicas(status, name);
            foreach (var line in await LastLinesAsync(name, replicas, cancellationToken))
            {
                display.Say($"  {line.Replica} | {line.Text}");
            }
        }

        _told = [.. failures.Select(failure => failure.Name)];
    }

    private async Task<IReadOnlyList<LogLine>> LastLinesAsync(
        string name,
        Func<string, bool> isOf,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var lines = await TakeAsync(fleet.GetLogsAsync([name], MostLines, follow: false, cancellationToken), isOf);
            // A container that has just been started again has nothing to say yet.
            return lines.Count == 0 && fleet is IKeepsPreviousLogs before
                ? await TakeAsync(before.GetPreviousLogsAsync([name], MostLines, cancellationToken), isOf)
                : lines;
        }
        catch (ServingException)
        {
            // The failure itself is told; its log is a help that may be missing.
            return [];
        }
    }

    // Those that are ready have nothing to say about it, unless all are and what failed is what they answer.
    private static Func<string, bool> Replicas(FleetStatus status, string name)
    {
        if (status.Services.FirstOrDefault(each => each.Name == name) is not { } service)
            return static _ => true;
        var all = service.Revisions.SelectMany(revision => revision.Replicas).ToList();
        var failing = all.Where(each => each.State != ReplicaState.Ready).Select(each => each.Name).ToHashSet();
        return failing.Count > 0 ? failing.Contains : all.Select(each => each.Name).ToHashSet().Contains;
    }

    private static async Task<IReadOnlyList<LogLine>> TakeAsync(IAsyncEnumerable<LogLine> all, Func<string, bool> isOf)
    {
        var lines = new Queue<LogLine>();
        await foreach (var line in all)
        {
            if (!isOf(line.Replica))
                continue;
            lines.Enqueue(line);
            if (lines.Count > MostLines)
                lines.Dequeue();
        }

        return [.. lines];
    }
}
