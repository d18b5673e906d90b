namespace Slipway.Models;

/// <summary>The queue in front of a version.</summary>
public sealed class SchedulingConfig
{
    /// <summary>The most priority levels.</summary>
    public const int MaxPriorityLevels = 16;

    /// <summary>Executions at the same time; default: what the servable itself advises.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>Requests that may wait; one more is refused at once. Default 1000.</summary>
    public int MaxQueue { get; set; } = 1000;

    /// <summary>
    /// Milliseconds within which a request that brings no deadline is answered or refused; default: no limit.
    /// </summary>
    public double? TimeoutMs { get; set; }

    /// <summary>
    /// Levels of priority, 1 (first) to this number, which requests name in the parameter <c>priority</c>; those of a
    /// level are computed before all of the next. Default 1: all are alike.
    /// </summary>
    public int PriorityLevels { get; set; } = 1;

    /// <summary>The level of requests that name none; default: the middle one, the more urgent of two.</summary>
    public int? DefaultPriority { get; set; }

    /// <summary>How requests are computed together.</summary>
    public BatchingConfig Batching { get; set; } = new();
}
