namespace Slipway.ApiServer.Watching;

/// <summary>Reaches every watch that is open: to send a bookmark now, to expire it, to cut it. Thread-safe.</summary>
internal sealed class WatchSignals
{
    private readonly Lock _gate = new();
    private readonly List<Registration> _open = [];
    private TaskCompletionSource _changed = Registration.New();

    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    public Registration Register()
    {
        var registration = new Registration(this);
        lock (_gate)
        {
            _open.Add(registration);
            _changed.SetResult();
            _changed = Registration.New();
        }

        return registration;
    }

    /// <summary>Waits until so many are open, or more.</summary>
    public async Task WaitForAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_open.Count >= count)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public void SendBookmarks() => ForEach(static watch => watch.Bookmark());

    public void Expire() => ForEach(static watch => watch.Expire());

    public void Drop() => ForEach(static watch => watch.Drop());

    private void ForEach(Action<Registration> action)
    {
        lock (_gate)
        {
            _open.ForEach(action);
        }
    }

    internal sealed class Registration(WatchSignals owner) : IDisposable
    {
        private TaskCompletionSource _signalled = New();
        private bool _bookmark;

        public Task Signalled => Volatile.Read(ref _signalled).Task;

        public bool IsExpired { get; private set; }

        public bool IsDropped { get; private set; }

        public bool TakeBookmark()
        {
            if (!Interlocked.Exchange(ref _bookmark, false))
                return false;
            Volatile.Write(ref _signalled, New());
            return true;
        }

        public void Bookmark()
        {
            Volatile.Write(ref _bookmark, true);
            Volatile.Read(ref _signalled).TrySetResult();
        }

        public void Expire()
        {
            IsExpired = true;
            Volatile.Read(ref _signalled).TrySetResult();
        }

        public void Drop()
        {
            IsDropped = true;
            Volatile.Read(ref _signalled).TrySetResult();
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._open.Remove(this);
            }
        }

        public static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
