using System.Diagnostics;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Telemetry;

/// <summary>What is remembered of a request between its start and its end.</summary>
public record struct InferenceCall(string Model, long Started, Activity? Activity)
{
    /// <summary>Set once the version that answers is known.</summary>
    public string? Version { get; set; }

    /// <summary>The books of that version.</summary>
    public VersionStatistics? Statistics { get; set; }

    /// <summary>The caller's own identifier, where it gave one.</summary>
    public string? RequestId { get; set; }

    /// <summary>When it was given to the scheduler, as Stopwatch ticks; known only where it is traced into a file.</summary>
    public long Queued { get; set; }

    /// <summary>What picked the request to be traced; null where nothing did.</summary>
    internal TraceSampler? Sampler { get; set; }

    /// <summary>The version that answers is known.</summary>
    internal void Answers(in ServableHandle version)
    {
        Version = version.VersionText;
        Statistics = version.Statistics;
    }

    /// <summary>Rows of the request's batch; 0 until it has been found fit and given to the scheduler.</summary>
    public int Rows { get; set; }
}
