using System.Threading.Channels;
using Slipway.Errors;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// One model on its way to what is aspired to. A single loop takes one step at a time, as the pure policies say
/// (<see cref="VersionSelection"/>, <see cref="TransitionPolicy"/>), and sleeps in between; unloading runs beside it, so
/// that a request that never ends holds up nothing but its own version. Lookup reads an immutable snapshot. Thread-safe.
/// </summary>
internal sealed class ManagedModel : IAsyncDisposable
{
    private readonly LoadHost _host;
    private readonly Action<ManagedModel> _emptied;
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _retryTimer;
    private readonly Task _loop;

    // Everything below is guarded by the gate.
    private readonly Lock _gate = new();
    private readonly VersionSet _set;
    private TaskCompletionSource _settled = NewSignal();
    private (VersionId Id, CancellationTokenSource Source)? _loading;

    private volatile ModelVersions _snapshot;

    public ManagedModel(AspiredModel aspired, LoadHost host, Action<ManagedModel> emptied)
    {
        _host = host;
        _emptied = emptied;
        _set = new VersionSet(aspired, host);
        _snapshot = _set.Snapshot();
        _retryTimer = host.Time.CreateTimer(
            static model => ((ManagedModel)model!).Wake(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _loop = Task.Run(RunAsync);
    }

    public string Name => _snapshot.Name;

    public ModelVersions Snapshot => _snapshot;

    /// <summary>Nothing is there and nothing is wanted.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _set.IsEmpty;
            }
        }
    }

    /// <summary>
    /// Changes what is aspired to. The task completes when every version that is to be loaded has been tried and every
    /// one that is to go takes no more requests.
    /// </summary>
    public Task SetAspired(AspiredModel aspired)
    {
        Task settled;
        lock (_gate)
        {
            _set.Aspire(aspired);
            // The load ends by itself in time; it is told to, not waited for. Its callbacks run on other threads.
            if (_loading is { } loading && !_set.Wants(loading.Id))
                _ = loading.Source.CancelAsync();
            settled = Unsettle();
            Publish();
        }

        Wake();
        return settled;
    }

    /// <summary>Tries what failed again now, and loads what waits for a first request; completes as SetAspired does.</summary>
    public Task LoadNow()
    {
        Task settled;
        lock (_gate)
        {
            _set.DemandAll();
            settled = Unsettle();
        }

        Wake();
        return settled;
    }

    /// <summary>Moves a label to a version that answers, or takes it away where the version is null.</summary>
    /// <exception cref="ServingException">FailedPrecondition or NotFound: the version cannot have it.</exception>
    public void SetLabel(string label, long? version)
    {
        lock (_gate)
        {
            _snapshot.CheckLabel(label, version);
            _set.SetLabel(label, version);
            Publish();
        }

        Wake();
        _host.Changed();
    }

    /// <summary>
    /// Asks for a version that the first request loads; false where there is nothing to wait for.
    /// </summary>
    /// <param name="version">Null for the newest.</param>
    /// <param name="loaded">Completes when it has been loaded or could not be.</param>
    public bool TryDemand(long? version, out Task loaded)
    {
        lock (_gate)
        {
            if (!_set.TryDemand(version, out var demanded))
            {
                loaded = Task.CompletedTask;
                return false;
            }

            loaded = demanded.Loaded;
            Publish();
        }

        Wake();
        return true;
    }

    /// <summary>Begins to unload a version that nobody holds; false where somebody does.</summary>
    public bool TryEvict(ServableVersion version)
    {
        lock (_gate)
        {
            if (!version.TryBeginIdleUnload())
                return false;
            _set.Evicted(version);
            Publish();
        }

        _host.Log.Evicted(version.Name, version.Version);
        _ = FinishUnloadAsync(version);
        return true;
    }

    /// <summary>Stops, and unloads everything after the leases that are out have come back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _wakes.Writer.TryComplete();
        await _loop;
        await _retryTimer.DisposeAsync();
        List<ServableVersion> left;
        lock (_gate)
        {
            _set.AspireNothing();
            left = [.. _set.Versions];
        }

        foreach (var version in left)
        {
            if (version.State == ServableState.Start)
                version.Abandon(ServingException.Unavailable("The server is stopping."));
            else if (version.BeginUnload())
                _ = FinishUnloadAsync(version);
        }

        await Task.WhenAll(left.Select(version => version.Ended));
        _settled.TrySetResult();
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake() => _wakes.Writer.TryWrite(true);

    private Task Unsettle()
    {
        if (_settled.Task.IsCompleted)
            _settled = NewSignal();
        return _settled.Task;
    }

    private async Task RunAsync()
    {
        await foreach (var _ in _wakes.Reader.ReadAllAsync(CancellationToken.None))
        {
            while (!_stop.IsCancellationRequested && Decide() is { } action)
            {
                if (action.IsLoad)
                    await LoadAsync(action.Id);
                else
                    Unload(action.Id);
            }

            Settle();
        }
    }

    private VersionAction? Decide()
    {
        lock (_gate)
        {
            var action = _set.Decide();
            Publish();
            return action;
        }
    }

    private async Task LoadAsync(VersionId id)
    {
        ServableVersion? version;
        AspiredVersion? aspired;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        lock (_gate)
        {
            if (!_set.TryBegin(id, out version, out aspired))
                return;
            _loading = (id, giveUp);
            Publish();
        }

        var outcome = await _host.LoadAsync(version, aspired.CreateLoader, giveUp.Token);

        bool isRepeated;
        lock (_gate)
        {
            _loading = null;
            isRepeated = _set.End(version);
            Publish();
            // Not before: who asks again after a failure must meet the books of it.
            version.TellLoaded();
        }

        _host.Log.LoadEnded(outcome, isRepeated);
        _host.Changed();
        if (outcome.Error is null)
            _host.Came();
    }

    private void Unload(VersionId id)
    {
        ServableVersion? version;
        lock (_gate)
        {
            version = _set.Versions.FirstOrDefault(there => there.Id == id && there.State == ServableState.Available);
            if (version is null || !version.BeginUnload())
                return;
            Publish();
        }

        _ = FinishUnloadAsync(version);
    }

    private async Task FinishUnloadAsync(ServableVersion version)
    {
        _host.Changed();
        try
        {
            await version.FinishUnloadAsync();
            _host.Log.Unloaded(version.Name, version.Version);
        }
        catch (Exception e)
        {
            _host.Log.UnloadFailed(e, version.Name, version.Version);
        }

        lock (_gate)
        {
            _set.Remove(version);
            Publish();
        }

        _host.GiveBack(version);
        _host.Changed();
        Wake();
    }

    private void Settle()
    {
        TaskCompletionSource settled;
        bool empty;
        lock (_gate)
        {
            settled = _settled;
            empty = _set.IsEmpty;
            _retryTimer.Change(_set.NextRetry, Timeout.InfiniteTimeSpan);
        }

        if (empty)
            _emptied(this);
        settled.TrySetResult();
    }

    private void Publish() => _snapshot = _set.Snapshot();
}
