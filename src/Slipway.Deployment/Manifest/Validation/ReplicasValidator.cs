using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>How many replicas there are is said in one way, and makes sense.</summary>
internal sealed class ReplicasValidator : ServiceValidator
{
    private const int Most = 100;
    private const double MostThreshold = 1000;
    private const double MostTarget = 100_000;

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        findings.Within(NodePath.Join(path, "replicas"), service.Replicas, 0, Most);
        if (service.Scaling is not { } scaling)
            return;
        var place = NodePath.Join(path, "scaling");
        if (service.Replicas is not null)
            findings.AddToKey(place, "it has a number of replicas already; with scaling, say min and max instead");
        findings.Within(NodePath.Join(place, "min"), (int?)scaling.Min, 0, Most);
        findings.Within(NodePath.Join(place, "max"), (int?)scaling.Max, 1, Most);
        if (scaling.Max is >= 1 and <= Most && scaling.Min > scaling.Max && scaling.Min <= Most)
            findings.Add(
                NodePath.Join(place, "min"),
                $"must be at most max, which is {scaling.Max}, not {scaling.Min}"
            );
        findings.Positive(NodePath.Join(place, "target"), scaling.Target, MostTarget);
        findings.Positive(NodePath.Join(place, "stable_window"), scaling.StableWindow);
        findings.Positive(NodePath.Join(place, "panic_window"), scaling.PanicWindow);
        if (scaling.PanicWindow > scaling.StableWindow)
            findings.Add(
                NodePath.Join(place, "panic_window"),
                $"must be at most stable_window, which is {DurationConverter.Text(scaling.StableWindow)}"
            );
        if (!(scaling.PanicThreshold is > 1 and <= MostThreshold))
            findings.Add(NodePath.Join(place, "panic_threshold"), $"must be over 1 and at most {MostThreshold}");
    }
}
