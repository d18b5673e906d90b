using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Conversion;

/// <summary>
/// Makes model services of KServe's InferenceServices (serving.kserve.io/v1beta1). What has no counterpart is named; a field that is
/// not known is named as well.
/// </summary>
public static class InferenceServices
{
    public const string Group = "serving.kserve.io";
    public const string Kind = "InferenceService";
    public const string Version = "v1beta1";

    private const int LongestName = 40;

    /// <summary>Whether an object is one that <see cref="Convert"/> takes.</summary>
    public static bool IsOne(JsonObject value) =>
        value["kind"]?.ToString() == Kind && value["apiVersion"]?.ToString() == $"{Group}/{Version}";

    /// <param name="value">An InferenceService, as a file or <c>kubectl get -o yaml</c> has it; its status is passed over.</param>
    public static ConvertedService Convert(JsonObject value)
    {
        var notes = new List<string>();
        var metadata = new Fields(value["metadata"] as JsonObject, "metadata", notes);
        var meta = ForeignMetadata.Of(metadata);
        if (meta.Name.Length > LongestName)
            notes.Add(
                $"metadata.name has {meta.Name.Length} characters, and at most {LongestName} are taken: give it another."
            );
        var annotations = metadata.Texts("annotations") ?? [];
        var spec = new Fields(value["spec"] as JsonObject, "spec", notes);
        var service = new ModelService
        {
            Metadata = meta,
            Spec = Predictor(spec.Object("predictor"), meta.Name, annotations),
        };
        meta.Annotations = ForeignMetadata.Keep(annotations, metadata);
        spec.Drop(
            "transformer",
            "a step before and after the model is a service of its own, and a ModelPipeline calls both; a tokenizer belongs into the "
                + "model's package (model.yaml, 'task:')."
        );
        spec.Drop("explainer", "there is no explainer; a Python model may answer ':explain' by itself.");
        spec.Rest();
        return new ConvertedService(service, $"{Kind} {meta.Name}", notes);
    }

    private static ModelServiceSpec Predictor(Fields predictor, string name, Dictionary<string, string> annotations)
    {
        var spec = new ModelServiceSpec();
        if (predictor.Has("model"))
            ModelContainer.OfModel(predictor.Object("model"), null, name, spec);
        else if (ModelFormats.OldFields.FirstOrDefault(predictor.Has) is { } format)
            ModelContainer.OfModel(predictor.Object(format), format, name, spec);
        else if (predictor.Objects("containers") is { Count: > 0 } own)
            ModelContainer.OfContainers(own, spec);
        else
            predictor.Note(
                $"{predictor.Path} has neither model nor containers: say by 'image' or 'model' what is served."
            );
        if (spec.Image is null || spec.Model is not null)
            predictor.Drop("containers", "a pod of a ModelService has one container.");
        Replicas.Read(predictor, annotations, spec);
        if (predictor.Number("timeout") is > 0 and var seconds)
            (spec.Traffic ??= new TrafficConfig()).Timeout = TimeSpan.FromSeconds(seconds);
        Canary(predictor, spec);
        Pod(predictor, spec);
        predictor.Drop(
            "batcher",
            "requests are batched by the model server where that is proved not to change answers; sizes and delay are set in the model's "
                + "model.yaml, 'batching:'."
        );
        predictor.Drop(
            "logger",
            "requests and answers are not logged; shadow releases and golden requests compare answers."
        );
        predictor.Drop("workerSpec", "a model runs in one pod, not over several nodes.");
        predictor.Drop("storageUris", "a model has one source, 'spec.model'.");
        predictor.Drop("deploymentStrategy", "how a revision takes over is said by 'spec.rollout'.");
        predictor.Rest();
        return spec;
    }

    private static void Canary(Fields predictor, ModelServiceSpec spec)
    {
        if (predictor.Number("canaryTrafficPercent") is not { } percent || percent is <= 0 or >= 100)
            return;
        spec.Rollout = new RolloutConfig { Strategy = RolloutStrategy.Canary, Steps = [percent] };
        predictor.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{predictor.Path}.canaryTrafficPercent {percent}: the next revision gets {percent} % and goes on by itself when the gates pass, or is "
                    + $"taken back; KServe would wait for you ('slipway pause')."
            )
        );
    }

    private static void Pod(Fields predictor, ModelServiceSpec spec)
    {
        var pod = new PodOptions
        {
            Labels = predictor.Texts("labels"),
            Annotations = predictor.Texts("annotations"),
            NodeSelector = predictor.Texts("nodeSelector"),
            Tolerations = predictor.As<List<V1Toleration>>("tolerations"),
            Affinity = predictor.As<V1Affinity>("affinity"),
            TopologySpreadConstraints = predictor.As<List<V1TopologySpreadConstraint>>("topologySpreadConstraints"),
            ImagePullSecrets = predictor.As<List<V1LocalObjectReference>>("imagePullSecrets"),
            ServiceAccountName = predictor.Text("serviceAccountName"),
            PriorityClassName = predictor.Text("priorityClassName"),
            RuntimeClassName = predictor.Text("runtimeClassName"),
        };
        if (pod.ServiceAccountName is { } account)
            predictor.Note(
                $"{predictor.Path}.serviceAccountName '{account}': its pods keep it, but secrets of storage that it names are not read; give "
                    + "credentials by 'spec.env'."
            );
        if (pod != new PodOptions())
            spec.Pod = pod;
    }
}
