using Slipway.Deployment.Traffic;

namespace Slipway.Gateway.Statistics;

/// <summary>What became of the copies that a revision got. Thread-safe.</summary>
internal sealed class MirrorCounters
{
    private const int MostDifferences = 10;

    private readonly LatencyHistogram _latency = new();
    private readonly Queue<string> _differences = new();
    private long _requests;
    private long _failures;
    private long _compared;
    private long _agreed;
    private long _skipped;

    public void Answered(bool failed, TimeSpan latency)
    {
        Interlocked.Increment(ref _requests);
        if (failed)
            Interlocked.Increment(ref _failures);
        else
            _latency.Record(latency);
    }

    /// <param name="difference">Null where the two agreed.</param>
    public void Compared(string? difference)
    {
        Interlocked.Increment(ref _compared);
        if (difference is null)
        {
            Interlocked.Increment(ref _agreed);
            return;
        }

        lock (_differences)
        {
            if (_differences.Count == MostDifferences)
                _differences.Dequeue();
            _differences.Enqueue(difference);
        }
    }

    public void Skip() => Interlocked.Increment(ref _skipped);

    public MirrorCounts Read()
    {
        // Parts before their wholes: what ends meanwhile makes no part larger than its whole.
        var agreed = Interlocked.Read(ref _agreed);
        var failures = Interlocked.Read(ref _failures);
        string[] differences;
        lock (_differences)
        {
            differences = [.. _differences];
        }

        return new MirrorCounts
        {
            Agreed = agreed,
            Failures = failures,
            Compared = Interlocked.Read(ref _compared),
            Requests = Interlocked.Read(ref _requests),
            Skipped = Interlocked.Read(ref _skipped),
            Latency = _latency.Read(),
            Differences = [.. differences],
        };
    }
}
