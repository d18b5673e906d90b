using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;
using Slipway.Operator.Queues;

namespace Slipway.Operator.Pipelines;

/// <summary>Says of a pipeline whether it is sound and whether all that it asks is there; gateways run it.</summary>
internal sealed class PipelineReconciler(
    ResourceApi api,
    ResourceCache<ModelPipeline> pipelines,
    ResourceCache<ModelService> services,
    TimeProvider time
) : IReconciler
{
    private static readonly ResourceKind PipelineKind = ResourceKind.Of<ModelPipeline>();
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(10);

    public string Kind => ModelPipeline.KindName;

    public async Task<TimeSpan?> ReconcileAsync(ObjectName name, CancellationToken token)
    {
        if (pipelines.Find(name) is not { } pipeline || pipeline.Metadata.DeletionTimestamp is not null)
            return null;
        var status = Status(pipeline);
        if (pipeline.Status is { } before && IsSame(before, status))
            return Resync;
        var changed = new ModelPipeline
        {
            Metadata = pipeline.Metadata,
            Spec = pipeline.Spec,
            Status = status,
        };
        await api.ReplaceStatusAsync(PipelineKind, name.Namespace, name.Name, changed, token);
        return Resync;
    }

    private ModelPipelineStatus Status(ModelPipeline pipeline)
    {
        var space = pipeline.Metadata.NamespaceProperty;
        var siblings = pipelines
            .Objects.Where(each => each.Metadata.NamespaceProperty == space)
            .ToDictionary(each => each.Metadata.Name, each => each.Spec, StringComparer.Ordinal);
        siblings[pipeline.Metadata.Name] = pipeline.Spec;
        var mine = services.Objects.Where(each => each.Metadata.NamespaceProperty == space).ToList();
        var models = mine.SelectMany(each => each.Spec.Models ?? [each.Metadata.Name])
            .ToHashSet(StringComparer.Ordinal);
        var asked = Asked(pipeline.Spec);
        var path = PipelineChecker.PathOf(pipeline.Metadata.Name) + ".";
        var problems = PipelineChecker
            .Check(siblings, models)
            .Where(each => each.Path.StartsWith(path, StringComparison.Ordinal))
            .Select(each => $"spec.{each.Path[path.Length..]}: {each.Message}")
            .ToList();
        var waiting = mine.Where(each => (each.Spec.Models ?? [each.Metadata.Name]).Any(asked.Contains))
            .Where(each => !IsReady(each))
            .Select(each => each.Metadata.Name)
            .Order(StringComparer.Ordinal)
            .ToList();
        var (isReady, reason, message) =
            problems.Count > 0 ? (false, "Invalid", string.Join("; ", problems))
            : waiting.Count > 0 ? (false, "ServicesNotReady", $"not ready: {string.Join(", ", waiting)}")
            : (true, "Sound", $"it asks {string.Join(", ", asked)}");
        return new ModelPipelineStatus
        {
            ObservedGeneration = pipeline.Metadata.Generation,
            Models = asked,
            Conditions = [Condition(pipeline, isReady, reason, message)],
        };
    }

    private V1Condition Condition(ModelPipeline pipeline, bool isReady, string reason, string message)
    {
        var word = isReady ? "True" : "False";
        var before = (pipeline.Status?.Conditions ?? []).FirstOrDefault(each => each.Type == ConditionTypes.Ready);
        return new V1Condition
        {
            Type = ConditionTypes.Ready,
            Status = word,
            Reason = reason,
            Message = message,
            ObservedGeneration = pipeline.Metadata.Generation,
            LastTransitionTime = before?.Status == word ? before.LastTransitionTime : time.GetUtcNow().UtcDateTime,
        };
    }

    private static List<string> Asked(PipelineConfig pipeline) =>
        [
            .. pipeline
                .Nodes.Values.SelectMany(node => node.Steps)
                .Select(step => step.Service)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static bool IsReady(ModelService service) =>
        service.Status?.Conditions.Any(each => each is { Type: ConditionTypes.Ready, Status: "True" }) == true;

    private static bool IsSame(ModelPipelineStatus one, ModelPipelineStatus other) =>
        JsonNode.DeepEquals(
            JsonSerializer.SerializeToNode(one, ResourceJson.Options),
            JsonSerializer.SerializeToNode(other, ResourceJson.Options)
        );
}
