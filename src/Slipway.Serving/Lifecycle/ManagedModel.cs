using System.Threading.Channels;
using Slipway.Errors;
using Slipway.Models;

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
    private readonly List<ServableVersion> _versions = [];
    private readonly Dictionary<VersionId, LoadRetry> _retries = [];
    private readonly HashSet<VersionId> _demanded = [];
    private readonly ModelLabels _labels = new();
    private AspiredModel _aspired;
    private TaskCompletionSource _settled = NewSignal();
    private (VersionId Id, CancellationTokenSource Source)? _loading;

    private volatile ModelVersions _snapshot;

    public ManagedModel(AspiredModel aspired, LoadHost host, Action<ManagedModel> emptied)
    {
        _host = host;
        _emptied = emptied;
        _aspired = aspired;
        _snapshot = new ModelVersions(aspired.Name, [], new Dictionary<string, long>());
        _retryTimer = host.Time.CreateTimer(
            static model => ((ManagedModel)model!).Wake(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _labels.Declare(aspired.Labels);
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
                return _aspired.Versions.Count == 0 && _versions.Count == 0;
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
        CancellationTokenSource? givenUp = null;
        lock (_gate)
        {
            _aspired = aspired;
            _labels.Declare(aspired.Labels);
            var wanted = aspired.Versions.Select(version => version.Id).ToHashSet();
            foreach (var gone in _retries.Keys.Where(id => !wanted.Contains(id)).ToList())
            {
                _retries.Remove(gone);
            }

            _demanded.RemoveWhere(id => !wanted.Contains(id));
            if (_loading is { } loading && !wanted.Contains(loading.Id))
                givenUp = loading.Source;
            settled = Unsettle();
            Publish();
        }

        // The load ends by itself in time; until then it is cancelled, not waited for.
        givenUp?.Cancel();
        Wake();
        return settled;
    }

    /// <summary>Tries what failed again now, and loads what waits for a first request; completes as SetAspired does.</summary>
    public Task LoadNow()
    {
        Task settled;
        lock (_gate)
        {
            _retries.Clear();
            _demanded.UnionWith(Chosen().Select(version => version.Id));
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
            if (version is { } target)
            {
                var found =
                    _snapshot.Find(target)
                    ?? throw ServingException.NotFound(
                        $"Model '{Name}' has no version {target} that the label '{label}' could name."
                    );
                if (found.State != ServableState.Available)
                {
                    throw new ServingException(
                        ServingErrorCode.FailedPrecondition,
                        $"The label '{label}' cannot name version {target} of model '{Name}', which is {found.State}: "
                            + "a label moves only to a version that is Available."
                    );
                }
            }
            else if (!_snapshot.Labels.ContainsKey(label))
            {
                throw ServingException.NotFound($"Model '{Name}' has no label '{label}'.");
            }

            _labels.Set(label, version);
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
        loaded = Task.CompletedTask;
        lock (_gate)
        {
            if (_aspired.Load != LoadMode.OnDemand)
                return false;
            var chosen = Chosen();
            var wanted = version is { } number
                ? chosen.LastOrDefault(candidate => candidate.Package.Version == number)
                : chosen.MaxBy(candidate => candidate.Package.Version);
            if (wanted is null || (_retries.TryGetValue(wanted.Id, out var retry) && !retry.IsDue(_host.Time)))
                return false;
            _demanded.Add(wanted.Id);
            var there = _versions.Find(candidate => candidate.Id == wanted.Id);
            // A content that failed, or goes, is followed by another; the loop makes it.
            if (there is null || there.State is ServableState.End or ServableState.Unloading)
            {
                there = Waiting(wanted.Package, there);
                _versions.RemoveAll(old => old.Id == wanted.Id && old.State == ServableState.End);
                _versions.Add(there);
                Publish();
            }

            loaded = there.Loaded;
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
            _demanded.Remove(version.Id);
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
            _aspired = _aspired with { Versions = [] };
            left = [.. _versions];
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
            var chosen = Chosen();
            var aspired = chosen.Select(version => version.Id).ToHashSet();
            Tidy(chosen, aspired);
            var snapshots = chosen
                .Where(version => !_versions.Exists(there => there.Id == version.Id))
                .Select(version => new VersionSnapshot(version.Id, IsAspired: true, PhaseOfAbsent(version.Id)))
                .Concat(
                    _versions.Select(version => new VersionSnapshot(
                        version.Id,
                        aspired.Contains(version.Id),
                        PhaseOf(version)
                    ))
                )
                .ToList();
            return TransitionPolicy.Next(_aspired.Transition, snapshots);
        }
    }

    // What the policy and the labels choose of what there is; of a number that is there twice, both contents.
    private List<AspiredVersion> Chosen()
    {
        var failed = _aspired
            .Versions.GroupBy(version => version.Package.Version)
            .Where(contents => contents.All(content => _retries.ContainsKey(content.Id)))
            .Select(contents => contents.Key)
            .ToHashSet();
        var numbers = VersionSelection.Select(
            _aspired.Policy,
            _labels.Targets,
            [.. _aspired.Versions.Select(version => version.Package.Version)],
            failed
        );
        return [.. _aspired.Versions.Where(version => numbers.Contains(version.Package.Version))];
    }

    // Failures that nobody wants any more go; versions that wait for a first request are shown.
    private void Tidy(List<AspiredVersion> chosen, HashSet<VersionId> aspired)
    {
        var changed = _versions.RemoveAll(version =>
            version.State is ServableState.End or ServableState.Start && !aspired.Contains(version.Id)
        );
        if (_aspired.Load == LoadMode.OnDemand)
        {
            foreach (var version in chosen.Where(version => !_versions.Exists(there => there.Id == version.Id)))
            {
                _versions.Add(Waiting(version.Package, null));
                changed++;
            }

            // A new release of a model that is in use is loaded without being asked for.
            if (_versions.Exists(there => there.State == ServableState.Available && !aspired.Contains(there.Id)))
                _demanded.UnionWith(aspired);
        }

        if (changed > 0)
            Publish();
    }

    private VersionPhase PhaseOf(ServableVersion version) =>
        version.State switch
        {
            ServableState.Loading => VersionPhase.Loading,
            ServableState.Available => VersionPhase.Available,
            ServableState.Unloading => VersionPhase.Unloading,
            _ => PhaseOfAbsent(version.Id),
        };

    private VersionPhase PhaseOfAbsent(VersionId id)
    {
        if (_retries.TryGetValue(id, out var retry) && !retry.IsDue(_host.Time))
            return VersionPhase.Waiting;
        return _aspired.Load == LoadMode.Startup || _demanded.Contains(id) ? VersionPhase.New : VersionPhase.Waiting;
    }

    private async Task LoadAsync(VersionId id)
    {
        ServableVersion version;
        AspiredVersion aspired;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        lock (_gate)
        {
            if (_aspired.Versions.LastOrDefault(candidate => candidate.Id == id) is not { } found)
                return;
            aspired = found;
            version =
                _versions.Find(there => there.Id == id && there.State == ServableState.Start)
                ?? Waiting(aspired.Package, _versions.Find(there => there.Id == id));
            _versions.RemoveAll(there => there.Id == id && there.State == ServableState.End);
            if (!_versions.Contains(version))
                _versions.Add(version);
            _loading = (id, giveUp);
            Publish();
        }

        var outcome = await _host.LoadAsync(version, aspired.CreateLoader(), giveUp.Token);

        var isRepeated = false;
        lock (_gate)
        {
            _loading = null;
            if (version.Error is { Reason: not ServableVersion.Cancelled })
            {
                var before = _retries.GetValueOrDefault(id);
                isRepeated = before.Failures > 0;
                var delay = _host.Options.RetryAfter(before.Failures + 1);
                _retries[id] = new LoadRetry(before.Failures + 1, _host.Time.GetTimestamp(), delay);
                // Whoever asked has been told; the next one to ask after the delay has it tried again.
                _demanded.Remove(id);
            }
            else
            {
                _retries.Remove(id);
                if (version.Error is not null)
                    _demanded.Remove(id);
            }

            Publish();
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
            version = _versions.Find(there => there.Id == id && there.State == ServableState.Available);
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
            _versions.Remove(version);
            // Evicted, not withdrawn: it waits for its next first request.
            if (
                _aspired.Load == LoadMode.OnDemand
                && !_versions.Exists(there => there.Id == version.Id)
                && Chosen().Exists(chosen => chosen.Id == version.Id)
            )
                _versions.Add(Waiting(version.Package, version));
            Publish();
        }

        _host.GiveBack(version);
        _host.Changed();
        Wake();
    }

    // Its books and what is known of it go on from the content before it.
    private ServableVersion Waiting(ModelPackage package, ServableVersion? before)
    {
        var isOnDemand = _aspired.Load == LoadMode.OnDemand;
        return new ServableVersion(package, isOnDemand, isOnDemand ? _host.Budget.Pulse : null)
        {
            Statistics = before?.Statistics ?? new VersionStatistics(),
            Time = _host.Time,
            Known = before is { Servable: { } servable, Signature: { } signature }
                ? (signature, servable.Details)
                : before?.Known,
        };
    }

    private void Settle()
    {
        TaskCompletionSource settled;
        bool empty;
        lock (_gate)
        {
            settled = _settled;
            empty = _aspired.Versions.Count == 0 && _versions.Count == 0;
            var next = _retries
                .Where(retry => _aspired.Load == LoadMode.Startup || _demanded.Contains(retry.Key))
                .Select(retry => retry.Value.Left(_host.Time))
                .DefaultIfEmpty(Timeout.InfiniteTimeSpan)
                .Min();
            _retryTimer.Change(next, Timeout.InfiniteTimeSpan);
        }

        if (empty)
            _emptied(this);
        settled.TrySetResult();
    }

    private void Publish()
    {
        // The sort is stable: a later content of one number stays behind an earlier one, hence the reversal.
        ServableVersion[] versions = [.. Enumerable.Reverse(_versions).OrderByDescending(version => version.Version)];
        var available = versions
            .Where(version => version.State == ServableState.Available)
            .Select(version => version.Version)
            .ToHashSet();
        _snapshot = new ModelVersions(_aspired.Name, versions, _labels.Resolve(available));
    }
}
