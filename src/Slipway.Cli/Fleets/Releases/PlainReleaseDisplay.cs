using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>A line for each phase, step and verdict of a release.</summary>
internal sealed class PlainReleaseDisplay(TextWriter writer)
{
    private readonly Dictionary<string, GateVerdict> _verdicts = new(StringComparer.Ordinal);
    private string? _stand;

    public void Show(ServiceStatus service)
    {
        if (service.Rollout is not { } rollout)
            return;
        var stand = $"{rollout.Candidate} {rollout.Phase} {rollout.Step}";
        if (_stand != stand)
        {
            _stand = stand;
            // Gates begin anew with each step.
            if (rollout.Phase == RolloutPhase.Stepping)
                _verdicts.Clear();
            writer.WriteLine(RolloutText.Lines(service).First());
        }

        foreach (var gate in rollout.Gates)
        {
            if (_verdicts.GetValueOrDefault(gate.Gate) == gate.Verdict)
                continue;
            _verdicts[gate.Gate] = gate.Verdict;
            writer.WriteLine(RolloutText.Gate(gate));
        }
    }
}
