namespace Slipway.Tasks.Requests;

/// <summary>
/// An amount of something that is reserved in the order of asking. More than there is at all is granted when nothing else
/// is reserved. Thread-safe.
/// </summary>
internal sealed class FairBudget(long capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _reserved;

    public long Reserved
    {
        get
        {
            lock (_lock)
            {
                return _reserved;
            }
        }
    }

    /// <summary>Who waits now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Count;
            }
        }
    }

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask ReserveAsync(long amount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(amount);
        lock (_lock)
        {
            if (_waiters.Count == 0 && Fits(amount))
            {
                _reserved += amount;
                return;
            }

            _waiters.AddLast(waiter);
        }

        using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(waiter, cancellationToken), null);
        await waiter.Granted.Task.ConfigureAwait(false);
    }

    public void Release(long amount)
    {
        lock (_lock)
        {
            _reserved -= amount;
            Grant();
        }
    }

    // A large one that gives up makes way for small ones behind it.
    private void GiveUp(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_waiters.Remove(waiter))
                return;
            Grant();
        }

        waiter.Granted.TrySetCanceled(cancellationToken);
    }

    private void Grant()
    {
        while (_waiters.First is { } first && Fits(first.Value.Amount))
        {
            _waiters.RemoveFirst();
            _reserved += first.Value.Amount;
            first.Value.Granted.SetResult();
        }
    }

    private bool Fits(long amount) => _reserved == 0 || amount <= capacity - _reserved;

    private sealed class Waiter(long amount)
    {
        public long Amount => amount;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
