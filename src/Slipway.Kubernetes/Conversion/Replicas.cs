using System.Globalization;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Conversion;

/// <summary>How many pods there are and what they take: KServe's own fields, and Knative's annotations.</summary>
internal static class Replicas
{
    // Knative aims at 70 % of a hard limit ("container-concurrency-target-percentage").
    private const double TargetShare = 0.7;
    private const string Knative = "autoscaling.knative.dev/";

    // KServe's default for the autoscaler class "hpa".
    private const int DefaultCpuPercent = 80;
    private const string KServe = "serving.kserve.io/";

    public static void Read(Fields predictor, IDictionary<string, string> annotations, ModelServiceSpec spec)
    {
        var min = predictor.Number("minReplicas") ?? Number(predictor, annotations, Knative, "min-scale", "minScale");
        var max = predictor.Number("maxReplicas") ?? Number(predictor, annotations, Knative, "max-scale", "maxScale");
        var target =
            predictor.Number("scaleTarget")
            ?? Number(predictor, annotations, KServe, "targetUtilizationPercentage")
            ?? Number(predictor, annotations, Knative, "target");
        var metric = predictor.Text("scaleMetric") ?? Metric(annotations);
        var hard = predictor.Number("containerConcurrency") is > 0 and var limit ? limit : (long?)null;
        if (hard is not null)
            spec.Traffic = new TrafficConfig { MaxInFlight = (int)Math.Min(hard.Value, int.MaxValue) };
        if (max is not (> 0) && min is not 0 && (target is null || metric is "cpu"))
        {
            if (min is > 1)
                spec.Replicas = (int)min;
            return;
        }

        var scaling = Bounds(predictor, min, max);
        spec.Scaling = scaling;
        if (metric is "cpu" && scaling.Min > 0)
            spec.Autoscale = new AutoscaleConfig
            {
                Metric = AutoscaleMetric.Cpu,
                CpuPercent = (int)Math.Clamp(target ?? DefaultCpuPercent, 1, 100),
            };
        else if (metric is not (null or "concurrency"))
            predictor.Note(
                $"{predictor.Path}.scaleMetric '{metric}': Slipway scales by the requests in flight; set 'spec.scaling.target' to what one "
                    + "pod should have."
            );
        else if (target is > 0)
            scaling.Target = target.Value;
        else if (hard is not null)
            scaling.Target = Math.Max(1, hard.Value * TargetShare);
    }

    private static ScalingConfig Bounds(Fields predictor, long? min, long? max)
    {
        var scaling = new ScalingConfig { Min = (int)(min ?? 1) };
        if (max is > 0)
        {
            scaling.Max = (int)Math.Max(max.Value, scaling.Min);
            return scaling;
        }

        scaling.Max = Math.Max(scaling.Max, scaling.Min);
        var shown = scaling.Max.ToString(CultureInfo.InvariantCulture);
        predictor.Note(
            $"{predictor.Path}.maxReplicas is not set, which is no limit there: here it is {shown}, 'spec.scaling.max'."
        );
        return scaling;
    }

    // The class "hpa" reckons by the processors' load where nothing else is said.
    private static string? Metric(IDictionary<string, string> annotations)
    {
        var isByPods =
            annotations.TryGetValue($"{KServe}autoscalerClass", out var kind)
            && kind == "hpa"
            && annotations.Remove($"{KServe}autoscalerClass");
        var told = Text(annotations, KServe, "metric") ?? Text(annotations, Knative, "metric");
        return told ?? (isByPods ? "cpu" : null);
    }

    private static long? Number(
        Fields predictor,
        IDictionary<string, string> annotations,
        string prefix,
        params string[] names
    )
    {
        foreach (var name in names)
        {
            if (Text(annotations, prefix, name) is not { } text)
                continue;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return number;
            predictor.Note(
                $"metadata.annotations {prefix}{name} is '{text}', which is no whole number: it was left out."
            );
        }

        return null;
    }

    private static string? Text(IDictionary<string, string> annotations, string prefix, string name) =>
        annotations.Remove(prefix + name, out var text) ? text : null;
}
