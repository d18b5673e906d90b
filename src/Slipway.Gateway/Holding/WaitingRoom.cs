namespace Slipway.Gateway.Holding;

/// <summary>
/// Where requests to one service wait for a replica, in the order in which they came. When there is one they are let in a few at
/// a time, the next as soon as one has been answered, so that a replica that has just begun is not met by all at once; who comes
/// meanwhile waits behind them. Thread-safe.
/// </summary>
/// <param name="joined">Raised when one begins to wait.</param>
/// <param name="time">Measures patience.</param>
internal sealed class WaitingRoom(Signal joined, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _queue = [];
    private int _held;
    private int _places;
    private int _inside;

    /// <summary>Those that wait.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Waits for a place inside, which must be given back by <see cref="Leave"/>.</summary>
    /// <param name="most">Those that may wait at most.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">By the token.</exception>
    public async Task<HoldResult> WaitAsync(int most, TimeSpan patience, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            // A replica may have come since the caller has looked.
            if (_queue.Count == 0 && _inside < _places)
            {
                _inside++;
                return HoldResult.Entered;
            }

            if (_queue.Count >= most)
                return HoldResult.Full;
            place = _queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _held = _queue.Count;
        }

        joined.Raise();
        try
        {
            await place.Value.Task.WaitAsync(patience, time, cancellationToken);
            return HoldResult.Entered;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            GiveUp(place);
            if (e is TimeoutException)
                return HoldResult.TimedOut;
            throw;
        }
    }

    /// <summary>As many may be inside at the same time from now on.</summary>
    public void Open(int places)
    {
        lock (_lock)
        {
            _places = places;
            LetIn();
        }
    }

    /// <summary>One that was let in has been answered.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _inside--;
            LetIn();
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                // It was let in at the same moment: the place goes to the next.
                _inside--;
                LetIn();
                return;
            }

            _queue.Remove(place);
            _held = _queue.Count;
        }
    }

    private void LetIn()
    {
        while (_inside < _places && _queue.First is { } first)
        {
            _queue.RemoveFirst();
            _inside++;
            first.Value.SetResult();
        }

        _held = _queue.Count;
    }
}

/// <summary>How waiting ended.</summary>
internal enum HoldResult
{
    Entered = 0,

    /// <summary>As many wait already as may.</summary>
    Full,

    TimedOut,
}
