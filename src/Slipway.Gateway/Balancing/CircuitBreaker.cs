using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Balancing;

/// <summary>
/// Whether a replica gets requests, by what became of the last ones. Thread-safe.
/// <code>
/// Closed → Open (the part of failures in the window is too high)
/// Open → HalfOpen (its time is over, and it was found alive) → Trying (one request)
/// Trying → Closed (answered) or Open (failed);  Trying → HalfOpen (it came to no end)
/// </code>
/// </summary>
internal sealed class CircuitBreaker(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly OutcomeWindow _window = new(time);
    private volatile BreakerState _state;

    public BreakerState State => _state;

    /// <summary>It may get a request, if <see cref="TryEnter"/> says so too.</summary>
    public bool MayTry => State is BreakerState.Closed or BreakerState.HalfOpen;

    /// <summary>Whether a request may go to it.</summary>
    /// <param name="trying">It is the one that tries, and says by <see cref="Record"/> or <see cref="Abandon"/> how it went.</param>
    public bool TryEnter(out bool trying)
    {
        trying = false;
        if (State == BreakerState.Closed)
            return true;
        lock (_lock)
        {
            if (_state != BreakerState.HalfOpen)
                return _state == BreakerState.Closed;
            _state = BreakerState.Trying;
            trying = true;
            return true;
        }
    }

    /// <summary>What became of a request. True where it has opened by this: somebody is to find out when it is alive.</summary>
    public bool Record(bool failed, bool trying, CircuitBreakerConfig config)
    {
        lock (_lock)
        {
            if (trying)
            {
                _window.Clear();
                _state = failed ? BreakerState.Open : BreakerState.Closed;
                return failed;
            }

            // Where it is not closed it was asked since no other was to be had, or before: that says nothing new.
            if (_state != BreakerState.Closed)
                return false;
            var (requests, failures) = _window.Add(failed, config.Window);
            if (!failed || requests < config.MinimumRequests || failures < config.FailureRate * requests)
                return false;
            _state = BreakerState.Open;
            return true;
        }
    }

    /// <summary>The request that tried was given up by its caller: another one may try.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            if (_state == BreakerState.Trying)
                _state = BreakerState.HalfOpen;
        }
    }

    /// <summary>One request may try it.</summary>
    public void FoundAlive()
    {
        lock (_lock)
        {
            if (_state == BreakerState.Open)
                _state = BreakerState.HalfOpen;
        }
    }
}

internal enum BreakerState
{
    Closed = 0,
    Open,
    HalfOpen,
    Trying,
}
