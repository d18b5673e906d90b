using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// Knows every model and its versions, and hands out leases. Each model goes its own way
/// (<see cref="ManagedModel"/>); lookup reads immutable snapshots without a lock. Thread-safe.
/// </summary>
public sealed class ModelManager : IAsyncDisposable
{
    private readonly LoadHost _host;
    private readonly Lock _gate = new();
    private bool _disposed;

    // Copied for every model that comes or goes; a request only reads it.
    private volatile Dictionary<string, ManagedModel> _models = new(StringComparer.Ordinal);

    /// <param name="options">Bounds of loading.</param>
    /// <param name="warmup">Is done before a version answers; null for none.</param>
    /// <param name="time">Measures all waiting.</param>
    /// <param name="log">Gets what happens to versions.</param>
    /// <param name="tasks">What models may be for; null for nothing.</param>
    public ModelManager(
        LifecycleOptions options,
        IWarmup? warmup,
        TimeProvider time,
        ILogger<ModelManager> log,
        IReadOnlyList<IModelTask>? tasks = null
    )
    {
        _host = new LoadHost(options, warmup, tasks ?? [], time, log)
        {
            Changed = () => Tell(Changed, static subscriber => subscriber()),
            Came = RetryWaiting,
            Finished = outcome => Tell(Loaded, subscriber => subscriber(outcome)),
        };
        _host.Budget.EvictOne = EvictOne;
        _host.Budget.Evictable = () => OnDemand().Sum(version => version.Version.ReservedBytes);
    }

    /// <summary>
    /// Raised after a version has changed its state or its health, on the thread that changed it. What a subscriber throws is logged.
    /// </summary>
    public event Action? Changed;

    /// <summary>
    /// Raised when an attempt to load has ended, on the thread that made it. What a subscriber throws is logged.
    /// </summary>
    public event Action<LoadOutcome>? Loaded;

    /// <summary>All versions as they stand, by model name, newest first.</summary>
    public IReadOnlyList<ModelStatus> Statuses =>
        [
            .. _models
                .Values.Select(model => model.Snapshot)
                .OrderBy(model => model.Name, StringComparer.Ordinal)
                .SelectMany(model => model.Statuses),
        ];

    /// <summary>The name of the model where there is one; null where there are none or several.</summary>
    public string? OnlyModel
    {
        get
        {
            var models = _models;
            if (models.Count == 1)
            {
                foreach (var name in models.Keys)
                {
                    return name;
                }
            }

            return null;
        }
    }

    /// <summary>Bytes booked for the versions that are loaded or being loaded, by their loaders' estimates.</summary>
    public long MemoryBooked => _host.Budget.Used;

    /// <summary>
    /// Brings a model to what is aspired to, as its policies say. Returns when every version that is to be loaded has
    /// been tried and every one that is to go takes no more requests; what failed shows in <see cref="Statuses"/> and is
    /// tried again after a while.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the model goes on its way.</exception>
    public Task SetAspiredAsync(AspiredModel model, CancellationToken cancellationToken)
    {
        Task settled;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_models.TryGetValue(model.Name, out var there))
            {
                settled = there.SetAspired(model);
            }
            else if (model.Versions.Count == 0)
            {
                return Task.CompletedTask;
            }
            else
            {
                var added = new ManagedModel(model, _host, Remove);
                settled = added.SetAspired(model);
                _models = new(_models, StringComparer.Ordinal) { [model.Name] = added };
            }
        }

        return settled.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Loads now what waits for a first request or for another attempt, and returns as
    /// <see cref="SetAspiredAsync"/> does.
    /// </summary>
    public Task LoadNowAsync(string model, CancellationToken cancellationToken) =>
        _models.TryGetValue(model, out var found)
            ? found.LoadNow().WaitAsync(cancellationToken)
            : throw LookupErrors.UnknownModel(model, _models.Keys);

    /// <summary>A lease on the version that <paramref name="selector"/> means, or false where none is Available.</summary>
    public bool TryAcquire(in ModelSelector selector, out ServableHandle handle)
    {
        if (_models.TryGetValue(selector.Name, out var model))
        {
            ServableVersion? before = null;
            while (true)
            {
                var snapshot = model.Snapshot;
                var version = Choose(snapshot, selector);
                if (version is not null && version.TryAcquire())
                {
                    handle = new ServableHandle(version);
                    return true;
                }

                // A version that went while it was looked up had its successor in place: look again, until nothing
                // has changed. Each turn sees a later snapshot, so there are few.
                if (snapshot == model.Snapshot && (version is null || version == before))
                    break;
                before = version;
            }
        }

        handle = default;
        return false;
    }

    /// <summary>A lease on the version that <paramref name="selector"/> means.</summary>
    /// <exception cref="ServingException">
    /// NotFound for an unknown model, version or label; Unavailable while it is loading, after it failed and while
    /// it is being unloaded.
    /// </exception>
    public ServableHandle Acquire(in ModelSelector selector)
    {
        if (TryAcquire(selector, out var handle))
            return handle;
        var model = Model(selector.Name);
        throw LookupErrors.NotAvailable(model.Snapshot, selector);
    }

    /// <summary>The same, after the load of a version that is loaded on demand.</summary>
    /// <exception cref="ServingException">As <see cref="Acquire"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting for the load, which goes on.</exception>
    public async ValueTask<ServableHandle> AcquireAsync(ModelSelector selector, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryAcquire(selector, out var handle))
                return handle;
            var model = Model(selector.Name);
            var snapshot = model.Snapshot;
            if (!model.TryDemand(LookupErrors.NumberOf(snapshot, selector), out var loaded))
            {
                // It may have come in this moment.
                return TryAcquire(selector, out handle)
                    ? handle
                    : throw LookupErrors.NotAvailable(model.Snapshot, selector);
            }

            await loaded.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The status of what <paramref name="selector"/> means, available or not.</summary>
    /// <exception cref="ServingException">NotFound for an unknown model, version or label.</exception>
    public ModelStatus Find(in ModelSelector selector)
    {
        var snapshot = Model(selector.Name).Snapshot;
        var version = LookupErrors.NumberOf(snapshot, selector) is { } number
            ? snapshot.Find(number) ?? throw LookupErrors.UnknownVersion(snapshot, selector, number)
            : snapshot.NewestAvailable()
                ?? (snapshot.Versions.Count > 0 ? snapshot.Versions[0] : throw LookupErrors.NoVersion(snapshot));
        return snapshot.Statuses.First(status => status.Version == version.Version);
    }

    /// <summary>Throws what a request to <paramref name="selector"/> would be refused with now; else returns.</summary>
    /// <exception cref="ServingException">As <see cref="Acquire"/>.</exception>
    public void EnsureTakesRequests(in ModelSelector selector)
    {
        var status = Find(selector);
        if (status.Fault is { } fault)
            throw fault;
        if (!status.TakesRequests)
            throw LookupErrors.NotAvailable(Model(selector.Name).Snapshot, selector);
    }

    /// <summary>The versions of a model that answer requests, newest first.</summary>
    public IReadOnlyList<long> AvailableVersions(string model) =>
        _models.TryGetValue(model, out var found)
            ? [.. found.Snapshot.Statuses.Where(status => status.IsAvailable).Select(status => status.Version)]
            : [];

    /// <summary>From label to version.</summary>
    /// <exception cref="ServingException">NotFound for an unknown model.</exception>
    public IReadOnlyDictionary<string, long> Labels(string model) => Model(model).Snapshot.Labels;

    /// <summary>
    /// Moves a label to a version, for all requests at once; null takes it away. It is kept until the process ends or
    /// the label's declared value changes.
    /// </summary>
    /// <exception cref="ServingException">
    /// NotFound for an unknown model, version, or label to take away; FailedPrecondition where the version is not
    /// Available.
    /// </exception>
    public void SetLabel(string model, string label, long? version) => Model(model).SetLabel(label, version);

    /// <summary>Unloads everything, after the leases that are out have come back.</summary>
    public async ValueTask DisposeAsync()
    {
        Dictionary<string, ManagedModel> models;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            models = _models;
        }

        await Task.WhenAll(models.Values.Select(model => model.DisposeAsync().AsTask()));
        _models = new(StringComparer.Ordinal);
        _host.Dispose();
    }

    private static ServableVersion? Choose(ModelVersions model, in ModelSelector selector)
    {
        if (selector.Version is { } version)
            return model.Find(version);
        if (selector.Label is not { } label)
            return model.NewestAvailable();
        return model.Labels.TryGetValue(label, out var labelled) ? model.Find(labelled) : null;
    }

    private ManagedModel Model(string name) =>
        _models.TryGetValue(name, out var model) ? model : throw LookupErrors.UnknownModel(name, _models.Keys);

    private void Remove(ManagedModel model)
    {
        lock (_gate)
        {
            if (_disposed || !model.IsEmpty || !_models.TryGetValue(model.Name, out var there) || there != model)
                return;
            var models = new Dictionary<string, ManagedModel>(_models, StringComparer.Ordinal);
            models.Remove(model.Name);
            _models = models;
        }

        // Not awaited: it is the model's own loop that calls.
        _ = model.DisposeAsync().AsTask();
    }

    private IEnumerable<(ManagedModel Model, ServableVersion Version)> OnDemand() =>
        from model in _models.Values
        from version in model.Snapshot.Versions
        where version.IsOnDemand
        select (model, version);

    private bool EvictOne() =>
        OnDemand()
            .Where(found => found.Version.State == ServableState.Available && !found.Version.IsHeld)
            .OrderBy(found => found.Version.LastUsed)
            .Any(found => found.Model.TryEvict(found.Version));

    // What failed for want of another model need not wait for its next attempt when one has come.
    // A subscriber's fault is its own: a version that goes must come to its end whatever the listeners do.
    private void Tell<T>(T? subscribers, Action<T> call)
        where T : Delegate
    {
        foreach (var subscriber in Delegate.EnumerateInvocationList(subscribers))
        {
            try
            {
                call(subscriber);
            }
            catch (Exception e)
            {
                _host.Log.SubscriberFailed(e);
            }
        }
    }

    private void RetryWaiting()
    {
        foreach (var model in _models.Values)
        {
            if (model.Snapshot.Versions.Any(v => !v.IsOnDemand && v.Error?.Reason == LoadReasons.MissingModel))
                _ = model.LoadNow();
        }
    }
}
