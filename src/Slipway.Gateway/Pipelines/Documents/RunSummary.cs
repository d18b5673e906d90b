using System.Globalization;
using System.Text;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Documents;

/// <summary>What the headers of an answer tell of its documents: for several, the longest of each step.</summary>
internal sealed class RunSummary
{
    /// <summary>Steps that failed and did not end the pipeline, with commas between them.</summary>
    public const string FailedSteps = "Slipway-Failed-Steps";

    /// <summary>How long each step took, in milliseconds (W3C Server Timing).</summary>
    public const string ServerTiming = "Server-Timing";

    private const int MostSteps = 50;

    private readonly Dictionary<string, StepTiming> _timings = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly SortedSet<string> _failed = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>In the order in which steps ended.</summary>
    public IEnumerable<StepTiming> Timings => _order.Select(step => _timings[step]);

    public void Add(PipelineResult result)
    {
        _failed.UnionWith(result.Failed);
        foreach (var timing in result.Timings)
        {
            if (!_timings.TryGetValue(timing.Step, out var before))
                _order.Add(timing.Step);
            if (before.Step is null || timing.Duration > before.Duration)
                _timings[timing.Step] = timing;
        }
    }

    public void WriteTo(IHeaderDictionary headers)
    {
        if (_failed.Count > 0)
            headers[FailedSteps] = string.Join(", ", _failed);
        if (_order.Count == 0)
            return;
        var text = new StringBuilder();
        foreach (var step in _order.Take(MostSteps))
        {
            var milliseconds = _timings[step].Duration.TotalMilliseconds;
            text.Append(text.Length == 0 ? "" : ", ")
                .Append(CultureInfo.InvariantCulture, $"{step};dur={milliseconds:0.###}");
            if (_timings[step].Failed)
                text.Append(";desc=failed");
        }

        headers[ServerTiming] = text.ToString();
    }
}
