using Slipway.Configuration;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Pipelines;

/// <summary>Which pipelines ask which: never in a circle, never deeply, and never so often that one request becomes thousands.</summary>
internal sealed class PipelineCalls(
    IReadOnlyDictionary<string, PipelineConfig> pipelines,
    List<(string Path, string Message)> problems
)
{
    private readonly Dictionary<string, Cost> _costs = new(StringComparer.Ordinal);
    private readonly List<string> _above = [];

    public void Check()
    {
        foreach (var name in pipelines.Keys)
        {
            var cost = Of(name);
            if (cost.Calls > PipelineChecker.MaxCalls)
                Wrong($"with the pipelines that it asks, a request asks over {PipelineChecker.MaxCalls} models");
            if (cost.Depth > PipelineChecker.MaxDepth)
                Wrong($"pipelines ask each other over {PipelineChecker.MaxDepth} deep");

            void Wrong(string message) => problems.Add((NodePath.Join("pipelines", name), message));
        }
    }

    private Cost Of(string name)
    {
        if (_costs.TryGetValue(name, out var known))
            return known;
        _above.Add(name);
        var cost = new Cost(0, 1);
        foreach (var (at, step) in PipelineChecker.StepsOf(name, pipelines[name]))
        {
            if (step.Service is not { } service || !pipelines.ContainsKey(service))
                cost = cost.With(new Cost(1, 0));
            else if (_above.Contains(service))
                problems.Add(
                    (
                        $"{at}.service",
                        "pipelines ask each other in a circle: "
                            + string.Join(" → ", _above.SkipWhile(above => above != service).Append(service))
                    )
                );
            else
                cost = cost.With(Of(service));
        }

        _above.RemoveAt(_above.Count - 1);
        _costs[name] = cost;
        return cost;
    }

    /// <param name="Calls">Models that are asked, bounded so that it never overflows.</param>
    /// <param name="Depth">Pipelines within each other.</param>
    private readonly record struct Cost(long Calls, int Depth)
    {
        public Cost With(Cost inner) =>
            new(Math.Min(Calls + inner.Calls, int.MaxValue), Math.Max(Depth, inner.Depth + 1));
    }
}
