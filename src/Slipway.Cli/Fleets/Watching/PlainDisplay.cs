using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>A line for everything that changes: for files, pipes, and terminals that cannot do more.</summary>
internal sealed class PlainDisplay(TextWriter writer) : IFleetDisplay
{
    private const string Release = "release of ";

    private Dictionary<string, string> _shown = new(StringComparer.Ordinal);

    public void Show(FleetStatus status)
    {
        var gateway = GatewayText.Line(status.Gateway);
        Show([.. status.Services.SelectMany(Lines), (Readiness.Gateway, Stand(status.Gateway), gateway)]);
    }

    /// <summary>Of a fleet, one service alone.</summary>
    public void Show(ServiceStatus service) => Show([.. Lines(service)]);

    public void Hint(string line) => Say(line);

    public void Say(string line) => writer.WriteLine(CliConsole.Plain(line));

    private void Show(IReadOnlyList<(string What, string Stand, string Text)> lines)
    {
        foreach (var (what, stand, text) in lines)
        {
            if (_shown.GetValueOrDefault(what) != stand)
                Say(text);
        }

        foreach (var gone in _shown.Keys.Except(lines.Select(line => line.What)).Order(StringComparer.Ordinal))
        {
            if (!gone.StartsWith(Release, StringComparison.Ordinal))
                Say($"{gone}: gone");
        }

        _shown = lines.ToDictionary(line => line.What, line => line.Stand, StringComparer.Ordinal);
    }

    private static string Stand(GatewayStatus gateway) =>
        $"{gateway.State} {gateway.Http} {gateway.IsChanging} {gateway.Refused}";

    // What a line is about, what of it must change for it to be told again, and the line.
    private IEnumerable<(string What, string Stand, string Text)> Lines(ServiceStatus service)
    {
        var stand = $"{RolloutText.Word(service.State)} ({Figures.Ready(service)})";
        var text = service.Why is { } why ? $"{service.Name}: {stand}: {why}" : $"{service.Name}: {stand}";
        // What a start waits for changes several times a second.
        yield return (service.Name, service.State == ServiceState.Starting ? stand : text, text);
        // One that ended before anybody looked is no news.
        var release = Release + service.Name;
        if (service.Rollout is { } rollout && (!RolloutText.IsOver(rollout) || _shown.ContainsKey(release)))
        {
            // The figures of gates change as often.
            var step = $"{rollout.Candidate} {rollout.Phase} {rollout.Step}";
            yield return (release, step, RolloutText.Lines(service).First());
        }
    }
}
