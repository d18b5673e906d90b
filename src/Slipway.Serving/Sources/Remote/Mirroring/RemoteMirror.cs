using Microsoft.Extensions.Logging;
using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>
/// Keeps a folder like a location elsewhere, by looking at it again and again. Each unit is put in place when it is
/// complete, whatever becomes of the others.
/// </summary>
/// <remarks>
/// What cannot be read stays as it is; what a readable listing does not have any more is removed. A single file that its
/// server no longer knows stays too: web servers say so for many reasons.
/// </remarks>
internal sealed class RemoteMirror : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // An upload that never ends must not keep the others from being served.
    private const int SettleTimesToWait = 3;

    private readonly IMirrorOrigin _origin;
    private readonly RemoteSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly UnitFetch _fetch;
    private readonly SemaphoreSlim _placing = new(1);
    private readonly Dictionary<string, UnitFailure> _failures = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _firstLook = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started;
    private int _skipped;

    /// <param name="origin">Where the models come from; it is the mirror's from now on.</param>
    /// <param name="options">What holds for every remote source.</param>
    /// <param name="time">Measures all waiting.</param>
    /// <param name="log">Is told of transfers and of failures.</param>
    public RemoteMirror(IMirrorOrigin origin, RemoteSourceOptions options, TimeProvider time, ILogger log)
    {
        (_origin, _options, _time, _log, _started) = (origin, options, time, log, time.GetTimestamp());
        Folder = MirrorFolder.Open(origin.Location, origin.MirrorKey, options, log);
        _fetch = new UnitFetch(origin, Folder, options, time, log);
        log.Mirroring(origin.Location.Display, Folder.Root);
    }

    /// <summary>Raised after a folder was put in place or removed, or something failed, from any thread.</summary>
    public event Action? Changed;

    public MirrorFolder Folder { get; }

    /// <summary>What the location held when it was last read; null while it has not been.</summary>
    public MirrorPlan? Plan { get; private set; }

    /// <summary>Whether the location ever held anything, as far as this process knows.</summary>
    public bool HadUnits { get; private set; }

    /// <summary>Why the location cannot be read; null where it can.</summary>
    public ServingException? Failure { get; private set; }

    /// <summary>
    /// Done when the first look is over and every unit that was not here before has come or failed. Units that are here
    /// in an older form are not waited for.
    /// </summary>
    public Task FirstLook => _firstLook.Task;

    /// <summary>What is wrong with single units, by name.</summary>
    public IReadOnlyDictionary<string, ServingException> Problems
    {
        get
        {
            lock (_failures)
            {
                return _failures.ToDictionary(failure => failure.Key, failure => failure.Value.Error);
            }
        }
    }

    /// <summary>Nothing is put in place or removed while the result is not disposed.</summary>
    public async Task<IDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        await _placing.WaitAsync(cancellationToken);
        return new Hold(_placing);
    }

    /// <summary>Looks until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var failures = 0; ; )
            {
                TimeSpan wait;
                try
                {
                    wait = await LookAsync(cancellationToken);
                    if (failures > 0)
                        _log.LookRecovered(_origin.Location.Display);
                    failures = 0;
                }
                catch (Exception e)
                    when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    Failure = e as ServingException ?? ServingException.Internal(e.Message, e);
                    wait = BackOff(_options.PollInterval, ++failures);
                    var reason = Failure.Reason ?? Failure.Code.ToString();
                    _log.LookFailed(_origin.Location.Display, reason, wait.TotalSeconds, Failure.Message);
                    _firstLook.TrySetResult();
                    Changed?.Invoke();
                }

                await Task.Delay(wait, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _firstLook.TrySetCanceled(cancellationToken);
        }
    }

    public void Dispose()
    {
        _origin.Dispose();
        _placing.Dispose();
        Folder.Dispose();
    }

    /// <summary>Looks once, and tells when to look again.</summary>
    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        var plan = await _origin.PlanAsync(cancellationToken);
        (Plan, Failure) = (plan, null);
        Folder.Single = plan.Single;
        HadUnits |= plan.Units.Count > 0 || Folder.Units().Any();
        if (plan.Skipped != _skipped)
            _log.NamesSkipped(_origin.Location.Display, _skipped = plan.Skipped);
        await RemoveGoneAsync(plan, cancellationToken);

        var unsettled = plan.Units.Where(unit => !HasSettled(unit, plan.ServerTime)).ToHashSet();
        var wanted = plan.Units.Where(unit => IsDue(unit) && !_fetch.IsInPlace(unit)).ToList();
        Folder.Clean(
            _fetch.InUse,
            wanted.SelectMany(unit => unit.Objects.Values.Select(file => Folder.PartialOf(file.FullKey))).ToHashSet()
        );
        var (missing, older) = (new List<Task>(), new List<Task>());
        foreach (var unit in wanted)
        {
            if (unsettled.Contains(unit))
                _log.Unsettled(unit.Name, _origin.Location.Display);
            else
                (Directory.Exists(Folder.FolderOf(unit.Name)) ? older : missing).Add(
                    FetchAsync(unit, cancellationToken)
                );
        }

        await Task.WhenAll(missing);
        unsettled.IntersectWith(wanted);
        if (unsettled.Count == 0 || _time.GetElapsedTime(_started) > _options.SettleTime * SettleTimesToWait)
            _firstLook.TrySetResult();
        await Task.WhenAll(older);
        return unsettled.Count > 0 && _options.SettleTime < _options.PollInterval
            ? _options.SettleTime
            : _options.PollInterval;
    }

    private async Task RemoveGoneAsync(MirrorPlan plan, CancellationToken cancellationToken)
    {
        var names = plan.Units.Select(unit => unit.Name).ToHashSet(StringComparer.Ordinal);
        lock (_failures)
        {
            foreach (var name in _failures.Keys.Where(name => !names.Contains(name)).ToArray())
            {
                _failures.Remove(name);
            }
        }

        foreach (var gone in Folder.Units().Where(unit => !names.Contains(unit)).ToArray())
        {
            using (await HoldAsync(cancellationToken))
            {
                Folder.Remove(gone);
            }

            _log.Removed(gone, _origin.Location.Display);
            Changed?.Invoke();
        }
    }

    private async Task FetchAsync(MirrorUnit unit, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        try
        {
            var staged = await Task.Run(() => _fetch.StageAsync(unit, cancellationToken), cancellationToken);
            try
            {
                using (await HoldAsync(cancellationToken))
                {
                    Folder.Place(unit.Name, staged);
                }
            }
            finally
            {
                _fetch.Release(staged);
            }

            lock (_failures)
            {
                _failures.Remove(unit.Name);
            }

            var size = ByteSize.Of(unit.Objects.Values.Sum(file => file.Size ?? 0));
            _log.Placed(unit.Name, size, _time.GetElapsedTime(started).TotalSeconds);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Note(unit, e as ServingException ?? ServingException.Internal(e.Message, e));
        }

        Changed?.Invoke();
    }

    private void Note(MirrorUnit unit, ServingException error)
    {
        lock (_failures)
        {
            var old = _failures.GetValueOrDefault(unit.Name);
            var count = unit.Manifest.Describes(old?.Manifest) ? old!.Count + 1 : 1;
            // What has changed in the meantime is another object: the next look tells.
            var wait = error.Reason == RemoteException.Changed ? TimeSpan.Zero : BackOff(_options.PollInterval, count);
            _failures[unit.Name] = new UnitFailure(unit.Manifest, count, error, _time.GetUtcNow() + wait);
        }

        var reason = error.Reason ?? error.Code.ToString();
        _log.UnitFailed(unit.Name, _origin.Location.Display, reason, error.Message);
    }

    private bool IsDue(MirrorUnit unit)
    {
        lock (_failures)
        {
            return !_failures.TryGetValue(unit.Name, out var failure)
                || !unit.Manifest.Describes(failure.Manifest)
                || _time.GetUtcNow() >= failure.NotBefore;
        }
    }

    private bool HasSettled(MirrorUnit unit, DateTimeOffset? serverTime) =>
        unit.Newest is not { } newest || (serverTime ?? _time.GetUtcNow()) - newest >= _options.SettleTime;

    private static TimeSpan BackOff(TimeSpan interval, int failures)
    {
        var longest = interval > LongestWait ? interval : LongestWait;
        var wait = interval * Math.Pow(2, Math.Min(failures - 1, 16));
        return wait < longest ? wait : longest;
    }

    private sealed record UnitFailure(
        MirrorManifest Manifest,
        int Count,
        ServingException Error,
        DateTimeOffset NotBefore
    );

    private sealed class Hold(SemaphoreSlim placing) : IDisposable
    {
        public void Dispose() => placing.Release();
    }
}
