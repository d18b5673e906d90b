using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Gateway.Tests.Routes.Cluster;

/// <summary>Model services and pipelines in few words.</summary>
internal static class Resources
{
    public static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ModelService Service(string name, ModelServiceStatus? status = null) =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = Slices.Space,
                CreationTimestamp = Began.UtcDateTime,
            },
            Spec = new ModelServiceSpec { Image = "registry.example/ner:1" },
            Status = status,
        };

    /// <summary>Revisions with their parts of the traffic; the first one is stable.</summary>
    public static ModelServiceStatus Status(params (int Number, double Weight)[] revisions) =>
        new()
        {
            Stable = revisions[0].Number,
            Revisions = [.. revisions.Select(each => Revision(each.Number, each.Weight))],
        };

    public static ReleaseInfo Release(int candidate, RolloutPhase phase, bool hasEnded = false) =>
        new()
        {
            Candidate = candidate,
            Strategy = RolloutStrategy.Canary,
            Phase = phase,
            Config = new RolloutConfig(),
            State = new RolloutState
            {
                Candidate = candidate,
                Strategy = RolloutStrategy.Canary,
                Phase = phase,
                Began = Began,
                StepBegan = Began,
                Ended = hasEnded ? Began : null,
            },
        };

    public static ModelPipeline Pipeline(string name, params string[] services) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Slices.Space },
            Spec = new PipelineConfig
            {
                Nodes =
                {
                    ["root"] = new NodeConfig
                    {
                        Type = NodeKind.Sequence,
                        Steps = [.. services.Select(each => new StepConfig { Service = each })],
                    },
                },
            },
        };

    private static RevisionInfo Revision(int number, double weight) =>
        new()
        {
            Number = number,
            Weight = weight,
            Source = "registry.example/ner:1",
            Key = $"key-{number}",
            Created = Began,
            Template = new ModelServiceSpec { Image = "registry.example/ner:1" },
        };
}
