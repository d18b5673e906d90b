using Slipway.Machine;

namespace Slipway.Serving.Lifecycle;

/// <summary>Bounds of loading. Immutable.</summary>
public sealed record LifecycleOptions
{
    /// <summary>Models loaded at the same time. Default: the CPUs that the process may use.</summary>
    public int MaxConcurrentLoads { get; init; } = CpuBudget.Current.Count;

    /// <summary>
    /// Bytes that loaded versions may take together, by their loaders' estimates; null for no limit. Versions that are
    /// loaded on demand make room for others when nobody holds them, the least recently used first.
    /// </summary>
    public long? MemoryBudget { get; init; }

    /// <summary>How long a load waits for room in the budget while it is held by running requests. Default 30 s.</summary>
    public TimeSpan BudgetWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before a failed load is tried again; it doubles each time. Default 1 s.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between attempts. Default 60 s.</summary>
    public TimeSpan RetryLongest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait after so many failures.</summary>
    internal TimeSpan RetryAfter(int failures) =>
        TimeSpan.FromTicks(
            (long)Math.Min(RetryLongest.Ticks, RetryFirst.Ticks * Math.Pow(2, Math.Min(failures, 40) - 1))
        );
}
