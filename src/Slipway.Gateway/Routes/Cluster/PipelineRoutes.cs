using Slipway.Configuration;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Routing;
using Slipway.Kubernetes.Resources;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>The pipelines that can run: sound in themselves, and all that they ask is there.</summary>
internal static class PipelineRoutes
{
    /// <param name="pipelines">Those of the namespace.</param>
    /// <param name="models">The names of the services' models.</param>
    /// <param name="remarks">Takes why one is left out.</param>
    public static IReadOnlyList<PipelineRoute> Of(
        IEnumerable<ModelPipeline> pipelines,
        IReadOnlyCollection<string> models,
        ICollection<string> remarks
    )
    {
        var sound = pipelines.ToDictionary(each => each.Metadata.Name, each => each.Spec, StringComparer.Ordinal);
        foreach (var name in sound.Keys.Where(models.Contains).Order(StringComparer.Ordinal).ToList())
        {
            sound.Remove(name);
            remarks.Add($"The pipeline '{name}' is left out: a model of a service has its name.");
        }

        // One that asks a pipeline that is left out is left out as well.
        while (true)
        {
            var problems = PipelineChecker.Check(sound, models);
            List<string> unsound = [];
            foreach (var name in sound.Keys.Order(StringComparer.Ordinal))
            {
                var path = NodePath.Join("pipelines", name);
                string[] own =
                [
                    .. problems
                        .Where(problem => NodePath.IsWithin(problem.Path, path))
                        .Select(problem => $"spec{problem.Path[path.Length..]}: {problem.Message}"),
                ];
                if (own.Length == 0)
                    continue;
                unsound.Add(name);
                remarks.Add($"The pipeline '{name}' is left out: {string.Join("; ", own)}");
            }

            if (unsound.Count == 0)
                break;
            unsound.ForEach(name => sound.Remove(name));
        }

        return
        [
            .. sound
                .OrderBy(pipeline => pipeline.Key, StringComparer.Ordinal)
                .Select(pipeline => new PipelineRoute { Name = pipeline.Key, Pipeline = pipeline.Value }),
        ];
    }
}
