namespace Slipway.Supervisor.Health;

/// <summary>Asks one replica again and again, more often while it starts; the last results can be read at any time.</summary>
internal sealed class ProbeLoop : IDisposable
{
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(50);

    private readonly IReplicaProbe _probe;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop = new();
    private volatile ProbeResult? _last;
    private volatile int _failures;

    public ProbeLoop(IReplicaProbe probe, TimeSpan interval, TimeProvider time, Action changed)
    {
        (_probe, _interval, _time, _changed) = (probe, interval, time, changed);
        _ = Task.Run(RunAsync);
    }

    /// <summary>Null before the first.</summary>
    public ProbeResult? Last => _last;

    /// <summary>How often in a row it did not answer at all.</summary>
    public int Failures => _failures;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var stop = _stop.Token;
        try
        {
            while (true)
            {
                var result = await _probe.AskAsync(stop);
                _failures = result.IsLive ? 0 : _failures + 1;
                var isNews = _last?.IsReady != result.IsReady || _last?.Why != result.Why;
                _last = result;
                if (isNews || !result.IsLive)
                    _changed();
                await Task.Delay(result.IsReady ? _interval : Shorter(WhileStarting, _interval), _time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // It is not asked any more.
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
