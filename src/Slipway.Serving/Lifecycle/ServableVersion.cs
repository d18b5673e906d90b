using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Scheduling;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// One version and its state machine:
/// <code>
/// Start ──LoadAsync──▶ Loading ──ok──▶ Available ──UnloadAsync──▶ Unloading ──last lease──▶ End
///                         └────failed────────────────────────────────────────────────────▶ End (Error set)
/// </code>
/// Leases are references: the version itself holds one while it is Available, each request one more. Unloading gives
/// the version's own back, no new one can be taken once the count has reached zero, and the one that brings it there
/// lets the unloading go on. Thread-safe.
/// </summary>
internal sealed class ServableVersion
{
    /// <summary>The reason of the error of a load that was cancelled.</summary>
    public const string Cancelled = "cancelled";

    private readonly IServableLoader _loader;
    private readonly Func<IServable, IScheduler> _createScheduler;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ServableState _state = ServableState.Start;
    private int _references;

    public ServableVersion(IServableLoader loader, Func<IServable, IScheduler> createScheduler)
    {
        _loader = loader;
        _createScheduler = createScheduler;
        VersionText = loader.Package.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public ModelPackage Package => _loader.Package;

    public string Name => Package.Name;

    public long Version => Package.Version;

    /// <summary>The version as protocols and metrics write it, made once.</summary>
    public string VersionText { get; }

    public ServableState State => _state;

    public ServingException? Error { get; private set; }

    /// <summary>Set before the state becomes Available, and kept until End.</summary>
    public IServable? Servable { get; private set; }

    public IScheduler? Scheduler { get; private set; }

    public VersionStatistics Statistics { get; } = new();

    public ModelStatus Status =>
        new(Name, Version, State, Error, Servable?.Signature, Servable?.Details, Package)
        {
            Statistics = Statistics,
            Pending = Scheduler?.QueueLength ?? 0,
        };

    /// <summary>Never throws for a model that cannot be loaded: the error is kept for whoever asks.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _state = ServableState.Loading;
        IServable? servable = null;
        try
        {
            servable = await _loader.LoadAsync(cancellationToken).ConfigureAwait(false);
            Scheduler = _createScheduler(servable);
            Servable = servable;
            Volatile.Write(ref _references, 1);
            _state = ServableState.Available;
        }
        catch (Exception e)
        {
            // Loaded, but nothing can be put in front of it.
            if (servable is not null)
                await servable.DisposeAsync().ConfigureAwait(false);
            Error =
                e as ServingException
                ?? new ServingException(
                    ServingErrorCode.Internal,
                    $"Model '{Name}' version {Version} could not be loaded: {e.Message}",
                    e
                )
                {
                    Reason = e is OperationCanceledException ? Cancelled : "load-failed",
                };
            _state = ServableState.End;
        }
    }

    /// <summary>A lease, or false where the version is not Available.</summary>
    public bool TryAcquire()
    {
        var seen = Volatile.Read(ref _references);
        while (seen > 0)
        {
            var found = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (found == seen)
                return true;
            seen = found;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
            _released.TrySetResult();
    }

    /// <summary>Takes no new lease, waits for those that are out, then frees the engine's memory.</summary>
    public async Task UnloadAsync()
    {
        if (_state != ServableState.Available)
            return;
        _state = ServableState.Unloading;
        Release();
        await _released.Task.ConfigureAwait(false);
        await Scheduler!.DisposeAsync().ConfigureAwait(false);
        await Servable!.DisposeAsync().ConfigureAwait(false);
        _state = ServableState.End;
    }
}
