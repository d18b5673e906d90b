using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>A line for everything that changes: for files, pipes, and terminals that cannot do more.</summary>
internal sealed class PlainDisplay(TextWriter writer) : IFleetDisplay
{
    private Dictionary<string, string> _shown = new(StringComparer.Ordinal);

    public void Show(FleetStatus status)
    {
        var lines = Lines(status).ToList();
        foreach (var (what, stand, text) in lines)
        {
            if (_shown.GetValueOrDefault(what) != stand)
                Say(text);
        }

        foreach (var gone in _shown.Keys.Except(lines.Select(line => line.What)).Order(StringComparer.Ordinal))
        {
            Say($"{gone}: gone");
        }

        _shown = lines.ToDictionary(line => line.What, line => line.Stand, StringComparer.Ordinal);
    }

    public void Say(string line) => writer.WriteLine(CliConsole.Plain(line));

    // What a line is about, what of it must change for it to be told again, and the line.
    private static IEnumerable<(string What, string Stand, string Text)> Lines(FleetStatus status)
    {
        foreach (var service in status.Services)
        {
            var stand = $"{RolloutText.Word(service.State)} ({Figures.Ready(service)})";
            var text = service.Why is { } why ? $"{service.Name}: {stand}: {why}" : $"{service.Name}: {stand}";
            // What a start waits for changes several times a second.
            yield return (service.Name, service.State == ServiceState.Starting ? stand : text, text);
            if (service.Rollout is { } rollout)
            {
                // As do the figures of gates.
                var release = $"{rollout.Candidate} {rollout.Phase} {rollout.Step}";
                yield return ($"release of {service.Name}", release, RolloutText.Lines(service).First());
            }
        }

        var gateway = GatewayText.Line(status.Gateway);
        yield return (Readiness.Gateway, $"{status.Gateway.State} {status.Gateway.Http}", gateway);
    }
}
