using System.Diagnostics;
using System.Globalization;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Scheduling;
using Slipway.Serving.Tasks;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// One content of one version and its life (TensorFlow Serving calls it a loader harness):
/// <code>
///   Start ──► Loading ──► Available ──► Unloading ──► End
///                │                                     ▲
///                └─────────── load failed ─────────────┘
/// </code>
/// A reference count holds it Available: the owner has one reference from Available on, each lease one more.
/// Unloading gives the owner's back, after which no new lease is given, and frees the servable when the last lease is
/// returned. Leases are taken and returned without a lock; state changes are made by one caller at a time.
/// </summary>
/// <param name="package">What it is.</param>
/// <param name="isOnDemand">Whether it is loaded by the first request and may be evicted; then its use is timed.</param>
/// <param name="idle">Called when the last lease of such a version is returned.</param>
internal sealed class ServableVersion(ModelPackage package, bool isOnDemand, Action? idle)
{
    /// <summary>The reason of a load that was cancelled.</summary>
    public const string Cancelled = "cancelled";

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ServableState _state = ServableState.Start;
    private int _references;
    private long _lastUsed;

    public ModelPackage Package => package;

    public VersionId Id { get; } = new(package.Version, package.Fingerprint);

    public string Name => package.Name;

    public long Version => package.Version;

    /// <summary>The version as protocols and metrics write it, made once.</summary>
    public string VersionText { get; } = package.Version.ToString(CultureInfo.InvariantCulture);

    public bool IsOnDemand => isOnDemand;

    public ServableState State => _state;

    public ServingException? Error { get; private set; }

    /// <summary>Set before the state becomes Available, and kept until End.</summary>
    public IServable? Servable { get; private set; }

    public IScheduler? Scheduler { get; private set; }

    /// <summary>Its typed side; of a version that is not loaded nothing.</summary>
    public TypedSide Typed { get; private set; }

    /// <summary>What callers see of its inputs and outputs; null before it is loaded.</summary>
    public ModelSignature? Signature => Scheduler?.Signature;

    public VersionStatistics Statistics { get; init; } = new();

    /// <summary>What was learned of it when it was loaded before; null where it never was.</summary>
    public (ModelSignature Signature, ModelDetails Details)? Known { get; init; }

    /// <summary>Bytes booked for it in the memory budget.</summary>
    public long ReservedBytes { get; set; }

    /// <summary>When it was leased last, as Stopwatch ticks.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Completes when it has been loaded or could not be, and its owner has taken note of that.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Completes when it is at its end.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether a lease is out.</summary>
    public bool IsHeld => Volatile.Read(ref _references) > 1;

    public ModelStatus Status =>
        new(Name, Version, State, Error, Signature ?? Known?.Signature, Servable?.Details ?? Known?.Details, Package)
        {
            Statistics = Statistics,
            IsOnDemand = isOnDemand,
            Fault = State == ServableState.Available ? Servable?.Fault : null,
            Pending = Scheduler?.QueueLength ?? 0,
            Typed = Typed.Model?.Description,
        };

    /// <summary>
    /// Loads with what <paramref name="load"/> gives, at most once. Never throws for a model that cannot be loaded: the
    /// error is kept for whoever asks. Those who wait are told by <see cref="TellLoaded"/>.
    /// </summary>
    public async Task LoadAsync(Func<CancellationToken, Task<LoadedServable>> load, CancellationToken cancellationToken)
    {
        _state = ServableState.Loading;
        try
        {
            (Servable, Scheduler, Typed) = await load(cancellationToken).ConfigureAwait(false);
            Touch();
            Volatile.Write(ref _references, 1);
            _state = ServableState.Available;
        }
        catch (Exception e)
        {
            Fail(e, isGivenUp: cancellationToken.IsCancellationRequested);
        }
    }

    /// <summary>Tells those who wait for the load that it has ended.</summary>
    public void TellLoaded() => _loaded.TrySetResult();

    /// <summary>A lease, or false where the version is not Available.</summary>
    public bool TryAcquire()
    {
        var seen = Volatile.Read(ref _references);
        while (seen > 0)
        {
            var found = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (found == seen)
            {
                if (isOnDemand)
                    Touch();
                return true;
            }

            seen = found;
        }

        return false;
    }

    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left == 0)
            _released.TrySetResult();
        else if (left == 1 && isOnDemand)
            idle?.Invoke();
    }

    /// <summary>Takes no new lease from now on; false where it is not Available.</summary>
    public bool BeginUnload()
    {
        if (_state != ServableState.Available)
            return false;
        _state = ServableState.Unloading;
        Release();
        return true;
    }

    /// <summary>The same, but only where no lease is out.</summary>
    public bool TryBeginIdleUnload()
    {
        if (_state != ServableState.Available || Interlocked.CompareExchange(ref _references, 0, 1) != 1)
            return false;
        _state = ServableState.Unloading;
        _released.TrySetResult();
        return true;
    }

    /// <summary>Waits for the leases that are out, then frees the engine's memory.</summary>
    /// <exception cref="Exception">What the servable's disposal throws; it counts as gone all the same.</exception>
    public async Task FinishUnloadAsync()
    {
        await _released.Task.ConfigureAwait(false);
        try
        {
            await Scheduler!.DisposeAsync().ConfigureAwait(false);
            await Servable!.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _state = ServableState.End;
            _ended.TrySetResult();
        }
    }

    /// <summary>Ends it without it ever having been loaded.</summary>
    public void Abandon(ServingException error)
    {
        Fail(error, isGivenUp: false);
        _loaded.TrySetResult();
    }

    // A loader may have a time-out of its own that ends in a cancellation: that is a failure as others are, to be tried again
    // after a while and not at once, again and again.
    private void Fail(Exception e, bool isGivenUp)
    {
        Error =
            e as ServingException
            ?? new ServingException(
                ServingErrorCode.Internal,
                $"Model '{Name}' version {Version} could not be loaded: {e.Message}",
                e
            )
            {
                Reason = isGivenUp && e is OperationCanceledException ? Cancelled : "load-failed",
            };
        _state = ServableState.End;
        _ended.TrySetResult();
    }

    private void Touch() => Volatile.Write(ref _lastUsed, Stopwatch.GetTimestamp());
}
