namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// Threads for executions that take long, so that the pool's are left to those who read, answer and refuse: a pool has as
/// many threads as the machine has CPUs, and gets another only after half a second. Each execution has a thread at once;
/// how many there may be is the schedulers' to bound. A thread that has had nothing to do for a while ends. Thread-safe.
/// </summary>
internal sealed class ComputeThreads(TimeSpan patience)
{
    [ThreadStatic]
    private static Worker? t_here;

    private readonly TimeSpan _patience = patience;
    private readonly Lock _gate = new();

    // The one that worked last is the next: what it needs is still in the cache.
    private readonly List<Worker> _idle = [];

    /// <summary>Those of the process.</summary>
    public static ComputeThreads Shared { get; } = new(TimeSpan.FromSeconds(20));

    /// <summary>Threads without work, which wait for some.</summary>
    public int IdleCount
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Runs it on a thread of its own.</summary>
    public void Run(IThreadPoolWorkItem item)
    {
        Worker? worker = null;
        lock (_gate)
        {
            if (_idle.Count > 0)
            {
                worker = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }
        }

        if (worker is null)
            Start(item);
        else
            worker.Run(item);
    }

    /// <summary>
    /// The same for what follows on the execution that calls this, as its last deed: where that has a thread of its own, it
    /// goes on there.
    /// </summary>
    public void RunNext(IThreadPoolWorkItem item)
    {
        if (t_here is not { } worker || !worker.TryRunNext(item))
            Run(item);
    }

    private void Start(IThreadPoolWorkItem item)
    {
        var worker = new Worker(this, item);
        try
        {
            worker.Start();
        }
        catch (OutOfMemoryException)
        {
            // There may be no more threads for this process; what was admitted is computed all the same.
            worker.Dispose();
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    private void Park(Worker worker)
    {
        lock (_gate)
        {
            _idle.Add(worker);
        }
    }

    // False where it has been given work meanwhile.
    private bool TryRetire(Worker worker)
    {
        lock (_gate)
        {
            return _idle.Remove(worker);
        }
    }

    private sealed class Worker(ComputeThreads owner, IThreadPoolWorkItem first) : IDisposable
    {
        private readonly AutoResetEvent _wake = new(false);
        private IThreadPoolWorkItem _item = first;
        private IThreadPoolWorkItem? _next;

        public void Start() => new Thread(Work) { IsBackground = true, Name = "Slipway compute" }.UnsafeStart();

        public void Run(IThreadPoolWorkItem item)
        {
            _item = item;
            _wake.Set();
        }

        /// <summary>On its own thread; false where there is a next one already.</summary>
        public bool TryRunNext(IThreadPoolWorkItem item)
        {
            if (_next is not null)
                return false;
            _next = item;
            return true;
        }

        private void Work()
        {
            t_here = this;
            do
            {
                _item.Execute();
                while (_next is { } next)
                {
                    _next = null;
                    next.Execute();
                }

                owner.Park(this);
            } while (_wake.WaitOne(owner._patience) || (!owner.TryRetire(this) && _wake.WaitOne()));
            Dispose();
        }

        public void Dispose() => _wake.Dispose();
    }
}
