using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>How a service's revisions take over.</summary>
internal sealed class RolloutValidator : ServiceValidator
{
    private const int MostSteps = 20;
    private const int MostQuantiles = 5;
    private const double MostTolerance = 100;

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        if (service.Rollout is not { } rollout)
            return;
        var place = NodePath.Join(path, "rollout");
        CheckSteps(rollout.Steps, NodePath.Join(place, "steps"), findings);
        findings.Within(NodePath.Join(place, "minimum_requests"), (int?)rollout.MinimumRequests, 0, int.MaxValue);
        findings.Positive(NodePath.Join(place, "step_timeout"), rollout.StepTimeout);
        if (rollout.StepTimeout < rollout.StepTime)
            findings.Add(
                NodePath.Join(place, "step_time"),
                $"must be at most step_timeout, which is {DurationConverter.Text(rollout.StepTimeout)}"
            );
        CheckGates(rollout.Gates, NodePath.Join(place, "gates"), findings);
    }

    private static void CheckSteps(List<double> steps, string place, ManifestFindings findings)
    {
        if (steps.Count is 0 or > MostSteps)
            findings.AddMissing(place, $"there are {steps.Count} steps; 1 to {MostSteps} are taken");
        var before = 0.0;
        for (var i = 0; i < Math.Min(steps.Count, MostSteps); i++)
        {
            var step = NodePath.Join(place, i);
            if (!(steps[i] is > 0 and < 100))
                findings.Add(step, $"must be over 0 and under 100 (all traffic comes last by itself), not {steps[i]}");
            else if (steps[i] <= before)
                findings.Add(step, $"steps rise: {steps[i]} comes after {before}");
            else
                before = steps[i];
        }
    }

    private static void CheckGates(GatesConfig gates, string place, ManifestFindings findings)
    {
        findings.Within(
            NodePath.Join(NodePath.Join(place, "error_rate"), "tolerance"),
            gates.ErrorRate?.Tolerance,
            0,
            1
        );
        if (gates.Latency is { } latency)
            CheckLatency(latency, NodePath.Join(place, "latency"), findings);
        if (gates.Agreement is not { } agreement)
            return;
        var own = NodePath.Join(place, "agreement");
        findings.Positive(NodePath.Join(own, "at_least"), agreement.AtLeast, 1);
        findings.Positive(NodePath.Join(own, "sample"), agreement.Sample, 1);
        findings.Within(NodePath.Join(own, "number_tolerance"), (double?)agreement.NumberTolerance, 0, MostTolerance);
    }

    private static void CheckLatency(LatencyGate latency, string place, ManifestFindings findings)
    {
        var quantiles = NodePath.Join(place, "quantiles");
        if (latency.Quantiles.Count is 0 or > MostQuantiles)
            findings.AddMissing(
                quantiles,
                $"there are {latency.Quantiles.Count} quantiles; 1 to {MostQuantiles} are taken ('latency: false' switches the gate off)"
            );
        for (var i = 0; i < Math.Min(latency.Quantiles.Count, MostQuantiles); i++)
        {
            if (!(latency.Quantiles[i] is > 0 and < 1))
                findings.Add(
                    NodePath.Join(quantiles, i),
                    $"must be over 0 and under 1 (0.95 for the 95th percentile), not {latency.Quantiles[i]}"
                );
        }

        findings.Within(NodePath.Join(place, "tolerance"), (double?)latency.Tolerance, 0, MostTolerance);
    }
}
