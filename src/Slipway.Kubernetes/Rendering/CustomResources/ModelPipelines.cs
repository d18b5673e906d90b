using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Rendering.CustomResources;

/// <summary>A fleet's pipelines for the operator and its gateways.</summary>
internal static class ModelPipelines
{
    private const string PartName = "pipelines";

    public static RenderedPart Render(FleetContext fleet) =>
        new(
            PartName,
            [
                .. fleet
                    .Manifest.Pipelines.OrderBy(pipeline => pipeline.Key, StringComparer.Ordinal)
                    .Select(pipeline => new ModelPipeline
                    {
                        Metadata = new V1ObjectMeta
                        {
                            Name = pipeline.Key,
                            Labels = fleet.Labels(pipeline.Key, FleetLabels.PipelineComponent),
                        },
                        Spec = pipeline.Value,
                    }),
            ]
        );
}
