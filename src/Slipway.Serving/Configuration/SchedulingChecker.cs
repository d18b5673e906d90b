using Slipway.Models;

namespace Slipway.Serving.Configuration;

/// <summary>Values of <c>scheduling:</c> that are of the right kind and make no sense.</summary>
internal static class SchedulingChecker
{
    private const double LongestMs = 86_400_000;

    public static IEnumerable<(string Path, string Message)> Errors(SchedulingConfig scheduling)
    {
        if (scheduling.MaxQueue < 0)
            yield return ("scheduling.max_queue", "must be 0 or more");
        if (scheduling.MaxConcurrency is < 1)
            yield return ("scheduling.max_concurrency", "must be 1 or more");
        if (scheduling.TimeoutMs is not (null or > 0 and <= LongestMs))
            yield return ("scheduling.timeout_ms", "must be over 0 and at most a day");
        if (scheduling.PriorityLevels is < 1 or > SchedulingConfig.MaxPriorityLevels)
            yield return ("scheduling.priority_levels", $"must be 1 to {SchedulingConfig.MaxPriorityLevels}");
        if (scheduling.DefaultPriority is { } priority && (priority < 1 || priority > scheduling.PriorityLevels))
            yield return ("scheduling.default_priority", "must be 1 to the number of priority_levels");

        var batching = scheduling.Batching;
        const string place = "scheduling.batching";
        if (batching.MaxBatchSize is < 1 or > BatchingConfig.Largest)
            yield return ($"{place}.max_batch_size", $"must be 1 to {BatchingConfig.Largest}");
        if (batching.MaxDelayMs is not (null or >= 0 and <= LongestMs))
            yield return ($"{place}.max_delay_ms", "must be 0 or more and at most a day");
        for (var i = 0; i < batching.PreferredSizes.Count; i++)
        {
            var size = batching.PreferredSizes[i];
            if (size < 1 || size > (batching.MaxBatchSize ?? BatchingConfig.Largest))
                yield return ($"{place}.preferred_sizes[{i}]", "must be 1 to max_batch_size");
        }

        foreach (var (input, padding) in batching.Padding)
        {
            if (padding.Axis < 1)
                yield return ($"{place}.padding.{input}.axis", "must be 1 or more: axis 0 is the batch");
        }
    }
}
