using System.Globalization;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Conversion;

/// <summary>How many pods there are and what they take: KServe's own fields, and Knative's annotations.</summary>
internal static class Replicas
{
    // Knative aims at 70 % of a hard limit ("container-concurrency-target-percentage").
    private const double TargetShare = 0.7;
    private const string Knative = "autoscaling.knative.dev/";

    public static void Read(Fields predictor, IDictionary<string, string> annotations, ModelServiceSpec spec)
    {
        var min = predictor.Number("minReplicas") ?? Number(predictor, annotations, "min-scale", "minScale");
        var max = predictor.Number("maxReplicas") ?? Number(predictor, annotations, "max-scale", "maxScale");
        var target = predictor.Number("scaleTarget") ?? Number(predictor, annotations, "target");
        var metric =
            predictor.Text("scaleMetric") ?? Text(annotations, "metric") ?? (target is null ? null : "concurrency");
        var hard = predictor.Number("containerConcurrency") is > 0 and var limit ? limit : (long?)null;
        if (hard is not null)
            spec.Traffic = new TrafficConfig { MaxInFlight = (int)Math.Min(hard.Value, int.MaxValue) };
        if (metric is not (null or "concurrency"))
        {
            predictor.Note(
                $"{predictor.Path}.scaleMetric '{metric}': Slipway scales by the requests in flight; set 'spec.scaling.target' to what one "
                    + "pod should have."
            );
            target = null;
        }

        if (max is not (> 0) && min is not 0 && target is null)
        {
            if (min is > 1)
                spec.Replicas = (int)min;
            return;
        }

        var scaling = new ScalingConfig { Min = (int)(min ?? 1) };
        if (max is > 0)
            scaling.Max = (int)Math.Max(max.Value, scaling.Min);
        else
        {
            scaling.Max = Math.Max(scaling.Max, scaling.Min);
            predictor.Note(
                $"{predictor.Path}.maxReplicas is not set, which is no limit there: here it is {scaling.Max.ToString(CultureInfo.InvariantCulture)}, "
                    + "'spec.scaling.max'."
            );
        }

        if (target is > 0)
            scaling.Target = target.Value;
        else if (hard is not null)
            scaling.Target = Math.Max(1, hard.Value * TargetShare);
        spec.Scaling = scaling;
    }

    private static long? Number(Fields predictor, IDictionary<string, string> annotations, params string[] names)
    {
        foreach (var name in names)
        {
            if (Text(annotations, name) is not { } text)
                continue;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return number;
            predictor.Note(
                $"metadata.annotations {Knative}{name} is '{text}', which is no whole number: it was left out."
            );
        }

        return null;
    }

    private static string? Text(IDictionary<string, string> annotations, string name) =>
        annotations.Remove(Knative + name, out var text) ? text : null;
}
