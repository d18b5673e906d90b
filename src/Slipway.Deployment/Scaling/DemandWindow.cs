using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Scaling;

/// <summary>
/// The demand of the last time. Samples next to each other are put together, within the panic window up to a tenth of it and
/// before it up to a fiftieth of the stable one, so that there are few whatever the windows are.
/// </summary>
internal sealed class DemandWindow(ScalingConfig config, IReadOnlyList<DemandSample> samples)
{
    // No two neighbours fit together, so that there are less than twice as many as parts; it takes a disordered clock to have more.
    private const int Most = 250;

    /// <summary>With one observation more, and without what is older than the stable window.</summary>
    public IReadOnlyList<DemandSample> With(ScalingObservation seen, DateTimeOffset now)
    {
        var kept = new List<DemandSample>(samples.Count + 1);
        foreach (var sample in samples)
        {
            // What lies in the future was written by a clock that has been set back since.
            if (sample.Until > now - config.StableWindow && sample.Until <= now)
                Add(kept, sample, now);
        }

        if (double.IsFinite(seen.Concurrency) && seen.Over > TimeSpan.Zero)
            Add(kept, new DemandSample(now, seen.Over.TotalSeconds, Math.Max(0, seen.Concurrency)), now);
        if (kept.Count > Most)
            kept.RemoveRange(0, kept.Count - Most);
        return kept;
    }

    private void Add(List<DemandSample> kept, DemandSample next, DateTimeOffset now)
    {
        var longest = next.Until <= now - config.PanicWindow ? config.StableWindow / 50 : config.PanicWindow / 10;
        if (kept is [.., var last] && last.Seconds + next.Seconds is var sum && sum <= longest.TotalSeconds)
            kept[^1] = new DemandSample(
                next.Until,
                sum,
                ((last.Concurrency * last.Seconds) + (next.Concurrency * next.Seconds)) / sum
            );
        else
            kept.Add(next);
    }

    /// <summary>The average of the last time, weighed by how much of it was observed; null where none was.</summary>
    public double? Average(TimeSpan window, DateTimeOffset now)
    {
        var (sum, time) = (0.0, 0.0);
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            var sample = samples[i];
            // Of a sample that began before the window, what lies in it.
            var left = Math.Min(sample.Seconds, (sample.Until - (now - window)).TotalSeconds);
            if (left <= 0)
                break;
            sum += sample.Concurrency * left;
            time += left;
        }

        return time > 0 ? sum / time : null;
    }
}
