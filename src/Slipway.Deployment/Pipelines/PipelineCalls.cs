using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Pipelines;

/// <summary>Which pipelines ask which: never in a circle, and never so often that one request becomes thousands.</summary>
internal sealed class PipelineCalls(
    IReadOnlyDictionary<string, PipelineConfig> pipelines,
    List<(string Path, string Message)> problems
)
{
    private readonly Dictionary<string, long> _calls = new(StringComparer.Ordinal);
    private readonly List<string> _above = [];

    public void Check()
    {
        foreach (var name in pipelines.Keys)
        {
            if (Count(name) > PipelineChecker.MaxCalls)
                problems.Add(
                    (
                        $"pipelines.{name}",
                        $"with the pipelines that it asks, a request asks over {PipelineChecker.MaxCalls} models"
                    )
                );
        }
    }

    /// <summary>Bounded, so that it never overflows.</summary>
    private long Count(string name)
    {
        if (_calls.TryGetValue(name, out var known))
            return known;
        _above.Add(name);
        long calls = 0;
        foreach (var (node, i, step) in PipelineChecker.StepsOf(pipelines[name]))
        {
            if (step.Service is not { } service || !pipelines.ContainsKey(service))
                calls++;
            else if (_above.Contains(service))
                problems.Add(
                    (
                        $"pipelines.{name}.nodes.{node}.steps[{i}].service",
                        "pipelines ask each other in a circle: "
                            + string.Join(" → ", _above.SkipWhile(above => above != service).Append(service))
                    )
                );
            else
                calls = Math.Min(calls + Count(service), int.MaxValue);
        }

        _above.RemoveAt(_above.Count - 1);
        _calls[name] = calls;
        return calls;
    }
}
