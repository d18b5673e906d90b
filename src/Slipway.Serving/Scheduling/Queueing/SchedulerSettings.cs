using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>What a scheduler is told of its model.</summary>
/// <param name="ModelName">For messages.</param>
/// <param name="Places">Executions at the same time, at least 1.</param>
/// <param name="MaxQueue">Requests that may wait.</param>
internal sealed record SchedulerSettings(string ModelName, int Places, int MaxQueue)
{
    private const string PriorityParameter = "priority";

    /// <summary>At least 1.</summary>
    public int PriorityLevels { get; init; } = 1;

    /// <summary>Of requests that name none, from 0.</summary>
    public int DefaultLevel { get; init; }

    public static SchedulerSettings Of(ModelPackage package, IServable servable)
    {
        var config = package.Config.Scheduling;
        var levels = Math.Clamp(config.PriorityLevels, 1, SchedulingConfig.MaxPriorityLevels);
        return new SchedulerSettings(
            package.Name,
            Math.Max(1, config.MaxConcurrency ?? servable.Concurrency),
            config.MaxQueue
        )
        {
            PriorityLevels = levels,
            DefaultLevel = Math.Clamp(config.DefaultPriority ?? (levels + 1) / 2, 1, levels) - 1,
        };
    }

    /// <summary>
    /// The level of a request, from 0: its parameter <c>priority</c>, from 1, as Triton's clients send it. 0, and what is
    /// beyond the lowest level, stand for the default.
    /// </summary>
    public int LevelOf(InferenceRequest request) =>
        PriorityLevels > 1
        && request.Parameters?.TryGet(PriorityParameter, out var value) == true
        && value.AsInt64 is { } level and >= 1
        && level <= PriorityLevels
            ? (int)level - 1
            : DefaultLevel;
}
