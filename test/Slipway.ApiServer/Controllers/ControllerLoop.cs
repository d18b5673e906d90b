using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Controllers;

/// <summary>
/// Runs the controllers one after the other whenever something was written or its time has come, until none of them writes
/// any more. Then the cluster is settled, as of that version and that moment.
/// </summary>
internal sealed class ControllerLoop : IAsyncDisposable
{
    /// <summary>Rounds without rest, after which controllers are said to undo each other's work.</summary>
    private const int MostRounds = 1_000;

    private readonly ObjectStore _store;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IController> _controllers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _woken = NewSignal();
    private long _settled;
    private DateTimeOffset? _due;
    private Exception? _failure;
    private Task _running = Task.CompletedTask;

    public ControllerLoop(ObjectStore store, TimeProvider time, IReadOnlyList<IController> controllers)
    {
        _store = store;
        _time = time;
        _controllers = controllers;
    }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Has the controllers look again, after something changed that is not in the store.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _settled = 0;
            _woken.TrySetResult();
        }
    }

    /// <summary>Waits until there is nothing left to do at this moment.</summary>
    /// <exception cref="InvalidOperationException">A controller failed.</exception>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                ThrowIfFailed();
                if (_settled == _store.Revision && !(_due <= _time.GetUtcNow()))
                    return;
                if (_due <= _time.GetUtcNow())
                    _woken.TrySetResult();
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <exception cref="InvalidOperationException">A controller failed, and none has run since.</exception>
    public void ThrowIfFailed()
    {
        lock (_gate)
        {
            if (_failure is not null)
                throw new InvalidOperationException("A controller of the stand-in failed.", _failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var (revision, due) = Work();
                Task woken;
                lock (_gate)
                {
                    (_settled, _due) = (revision, due);
                    _woken = NewSignal();
                    woken = _woken.Task;
                    Signal();
                }

                await WaitAsync(revision, due, woken);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server ends.
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _failure = failure;
                Signal();
            }
        }
    }

    private (long Revision, DateTimeOffset? Due) Work()
    {
        for (var round = 0; round < MostRounds; round++)
        {
            _stop.Token.ThrowIfCancellationRequested();
            var before = _store.Revision;
            DateTimeOffset? due = null;
            foreach (var controller in _controllers)
            {
                if (controller.Step() is { } next && !(due <= next))
                    due = next;
            }

            if (_store.Revision == before)
                return (before, due);
        }

        throw new InvalidOperationException($"The controllers found no rest in {MostRounds} rounds.");
    }

    private async Task WaitAsync(long revision, DateTimeOffset? due, Task woken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var now = _time.GetUtcNow();
        var time = due is { } moment
            ? Task.Delay(moment > now ? moment - now : TimeSpan.Zero, _time, either.Token)
            : Task.Delay(Timeout.Infinite, either.Token);
        // The time may have been moved on between the two lines before.
        if (!(due <= _time.GetUtcNow()))
            await Task.WhenAny(_store.WrittenAfter(revision), time, woken);
        await either.CancelAsync();
        _stop.Token.ThrowIfCancellationRequested();
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
