using Slipway.Deployment.Fleet;
using Slipway.Errors;

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
            foreach (var line in await LastLinesAsync(name, cancellationToken))
            {
                display.Say($"  {line.Replica} | {line.Text}");
            }
        }

        _told = [.. failures.Select(failure => failure.Name)];
    }

    private async Task<IReadOnlyList<LogLine>> LastLinesAsync(string name, CancellationToken cancellationToken)
    {
        var lines = new Queue<LogLine>();
        try
        {
            await foreach (var line in fleet.GetLogsAsync([name], MostLines, follow: false, cancellationToken))
            {
                lines.Enqueue(line);
                if (lines.Count > MostLines)
                    lines.Dequeue();
            }
        }
        catch (ServingException)
        {
            // The failure itself is told; its log is a help that may be missing.
        }

        return [.. lines];
    }
}
