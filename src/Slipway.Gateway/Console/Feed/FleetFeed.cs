using Slipway.Deployment.Fleet;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Console.Traffic;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Console.Feed;

/// <summary>
/// One view of the fleet for all who look, renewed each second; while nobody looks nobody is asked. Thread-safe.
/// </summary>
internal sealed class FleetFeed : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Long enough for any supervisor that is well, short enough to go on without it.
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly SupervisorLink _link;
    private readonly TableStore _tables;
    private readonly TrafficReader _reader;
    private readonly TrafficReporter _reporter;
    private readonly TrafficHistory _history;
    private readonly TimeProvider _time;
    private Action[] _viewers = [];
    private CancellationTokenSource? _running;
    private FleetView _current;

    public FleetFeed(
        IServiceProvider services,
        TableStore tables,
        TrafficReader reader,
        TrafficReporter reporter,
        TrafficHistory history,
        TimeProvider time
    )
    {
        (_tables, _reader, _reporter, _history, _time) = (tables, reader, reporter, history, time);
        _link = new SupervisorLink(services.GetService<IFleet>(), time);
        _current = Compose();
    }

    /// <summary>There is a supervisor, whether it answers or not.</summary>
    public bool HasSupervisor => _link.Exists;

    public FleetView Current => Volatile.Read(ref _current);

    /// <param name="viewer">Called when there is another view; it returns at once.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Subscribe(Action viewer)
    {
        lock (_lock)
        {
            _viewers = [.. _viewers, viewer];
            if (_running is null)
            {
                _running = new CancellationTokenSource();
                _ = RunAsync(_running.Token);
            }
        }

        return new Subscription(this, viewer);
    }

    /// <summary>A view that is not older than this call, as far as the supervisor answers at once.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await _link.AskAsync(Wait, cancellationToken);
            Volatile.Write(ref _current, Compose());
        }
        finally
        {
            _one.Release();
        }

        foreach (var viewer in Volatile.Read(ref _viewers))
        {
            viewer();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                await RefreshAsync(cancellationToken);
            } while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private FleetView Compose()
    {
        var report = _reporter.Report();
        return new FleetView
        {
            Fleet = _link is { Problem: null, Last: { } last }
                ? last
                : GatewayKnowledge.Of(_tables.Current, _link.Last),
            IsComplete = _link is { Problem: null, Last: not null },
            Problem = _link.Problem,
            History = _link.History,
            Figures = _history.Figures(_reader.Read(report)),
            Endpoints = Endpoints(report),
            Samples = _history.Samples,
        };
    }

    private static Dictionary<string, EndpointTraffic> Endpoints(TrafficReport report)
    {
        var endpoints = new Dictionary<string, EndpointTraffic>(StringComparer.Ordinal);
        foreach (
            var endpoint in report.Services.SelectMany(service => service.Revisions).SelectMany(each => each.Endpoints)
        )
        {
            endpoints[endpoint.Replica] = endpoint;
        }

        return endpoints;
    }

    private void Leave(Action viewer)
    {
        lock (_lock)
        {
            _viewers = [.. _viewers.Where(each => each != viewer)];
            if (_viewers.Length > 0)
                return;
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
        }
    }

    private sealed class Subscription(FleetFeed feed, Action viewer) : IDisposable
    {
        public void Dispose() => feed.Leave(viewer);
    }
}
