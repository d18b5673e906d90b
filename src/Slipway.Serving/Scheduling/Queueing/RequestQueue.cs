namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// Requests that wait, in levels of priority, each first come first served. A request that is given up leaves at once,
/// so that the length is what it says. Thread-safe: what is done under the lock is a few links, or a look at as many
/// requests as <see cref="MostLookedAt"/>.
/// </summary>
internal sealed class RequestQueue(int maxLength, int levels)
{
    /// <summary>Requests of other shapes that are passed over in the search for those that fit a batch.</summary>
    private const int MostLookedAt = 256;

    private readonly Lock _gate = new();
    private readonly WaitingRequest?[] _first = new WaitingRequest?[levels];
    private readonly WaitingRequest?[] _last = new WaitingRequest?[levels];
    private int _length;
    private int _rows;

    public int MaxLength => maxLength;

    /// <summary>Requests that wait.</summary>
    public int Length => Volatile.Read(ref _length);

    /// <summary>Their rows.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>False where it is full.</summary>
    public bool TryAdd(WaitingRequest request)
    {
        lock (_gate)
        {
            if (_length >= maxLength)
                return false;
            Link(request);
            return true;
        }
    }

    /// <summary>Takes a request out wherever it is; nothing where it has left.</summary>
    public void Remove(WaitingRequest request)
    {
        lock (_gate)
        {
            if (request.IsQueued)
                Unlink(request);
        }
    }

    /// <summary>When the request came that is next; null where none waits.</summary>
    public long? FirstArrival()
    {
        lock (_gate)
        {
            return First()?.Arrived;
        }
    }

    /// <summary>Until when the next request is waited for; null where none waits, or it waits as long as it takes.</summary>
    public long? FirstDeadline()
    {
        lock (_gate)
        {
            return First()?.Request.Deadline;
        }
    }

    /// <summary>
    /// Takes the next request and, behind it, those that fit with it, up to <paramref name="maxRows"/> rows. The order
    /// within a level is kept but for requests that do not fit.
    /// </summary>
    /// <param name="taken">Gets them; held, so that their callers cannot leave.</param>
    /// <param name="maxRows">More only where the first alone has more.</param>
    /// <param name="fits">Whether the second can be computed together with the first.</param>
    public void Take(List<WaitingRequest> taken, int maxRows, Func<WaitingRequest, WaitingRequest, bool> fits)
    {
        lock (_gate)
        {
            while (taken.Count == 0 && First() is { } first)
            {
                Unlink(first);
                if (first.TryHold())
                    taken.Add(first);
            }

            // One without rows has nothing in common with others.
            var rows = taken is [var head] ? head.Rows : 0;
            var looked = 0;
            for (var level = 0; level < levels && rows > 0 && rows < maxRows; level++)
            {
                var next = _first[level];
                while (next is { } request && rows < maxRows && looked++ < MostLookedAt)
                {
                    next = request.Next;
                    if (request.Rows > maxRows - rows || !fits(taken[0], request))
                        continue;
                    Unlink(request);
                    if (!request.TryHold())
                        continue;
                    taken.Add(request);
                    rows += request.Rows;
                }
            }
        }
    }

    private WaitingRequest? First()
    {
        foreach (var first in _first)
        {
            if (first is not null)
                return first;
        }

        return null;
    }

    private void Link(WaitingRequest request)
    {
        var level = request.Level;
        request.IsQueued = true;
        request.Previous = _last[level];
        if (_last[level] is { } last)
            last.Next = request;
        else
            _first[level] = request;
        _last[level] = request;
        Volatile.Write(ref _rows, _rows + request.Rows);
        Volatile.Write(ref _length, _length + 1);
    }

    private void Unlink(WaitingRequest request)
    {
        var level = request.Level;
        if (request.Previous is { } previous)
            previous.Next = request.Next;
        else
            _first[level] = request.Next;
        if (request.Next is { } next)
            next.Previous = request.Previous;
        else
            _last[level] = request.Previous;
        request.Next = request.Previous = null;
        request.IsQueued = false;
        Volatile.Write(ref _rows, _rows - request.Rows);
        Volatile.Write(ref _length, _length - 1);
    }
}
