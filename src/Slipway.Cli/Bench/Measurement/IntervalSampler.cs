using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Processes;
using Slipway.Cli.Bench.Reports;
using Slipway.Cli.Bench.Statistics;

namespace Slipway.Cli.Bench.Measurement;

/// <summary>Cuts a window into intervals, and keeps what server and client took from its beginning to its end.</summary>
internal sealed class IntervalSampler(LoadRecorder recorder, ProcessObserver server, ILoadClock clock)
{
    private long _began;
    private long _last;
    private ProcessUsage? _serverBefore;
    private ProcessUsage? _serverNow;
    private TimeSpan _clientBefore;
    private TimeSpan _clientNow;
    private long _mostResident;
    private HistogramSnapshot _answered = HistogramSnapshot.Empty;
    private long _refused;
    private long _failed;
    private long _unsent;

    /// <summary>When it was taken.</summary>
    public long LastSample => _last;

    public double ClientCpuSeconds => (_clientNow - _clientBefore).TotalSeconds;

    public void Begin()
    {
        _began = _last = clock.Now;
        _serverBefore = _serverNow = server.Read();
        _clientBefore = _clientNow = ClientCpu();
        _mostResident = _serverBefore?.ResidentBytes ?? 0;
    }

    /// <summary>What happened since the last call; null where no time has passed.</summary>
    public IntervalReport? Take()
    {
        var now = clock.Now;
        var seconds = (now - _last) / 1e9;
        if (seconds <= 0)
            return null;
        _last = now;
        _serverNow = server.Read();
        _clientNow = ClientCpu();
        _mostResident = Math.Max(_mostResident, _serverNow?.ResidentBytes ?? 0);

        var answered = recorder.Snapshot(OutcomeKind.Answered);
        var latencies = answered.Since(_answered);
        _answered = answered;
        return new IntervalReport(
            Math.Round((now - _began) / 1e9, 3),
            Math.Round(seconds, 3),
            latencies.Count,
            Difference(ref _refused, recorder.Snapshot(OutcomeKind.Refused).Count),
            Difference(ref _failed, recorder.Snapshot(OutcomeKind.Failed).Count),
            Difference(ref _unsent, recorder.Unsent),
            PointReports.Microseconds(latencies.Percentile(50)),
            PointReports.Microseconds(latencies.Percentile(99)),
            _serverNow?.ResidentBytes
        );
    }

    public ServerUsage? ServerUsage(long answered)
    {
        if (_serverBefore is not { } before || _serverNow is not { } now)
            return null;
        var seconds = now.CpuSeconds - before.CpuSeconds;
        return new ServerUsage(
            Math.Round(seconds, 3),
            seconds > 0 ? Math.Round(answered / seconds, 1) : null,
            before.ResidentBytes,
            now.ResidentBytes,
            _mostResident,
            now.PeakBytes
        );
    }

    private static TimeSpan ClientCpu() => Environment.CpuUsage.TotalTime;

    private static long Difference(ref long last, long now)
    {
        var difference = now - last;
        last = now;
        return difference;
    }
}
