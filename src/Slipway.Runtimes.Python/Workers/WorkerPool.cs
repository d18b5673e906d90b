using System.Diagnostics;
using Slipway.Errors;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// The workers of one servable. Each is lent to one request at a time; one that ends, in use or not, is replaced at once,
/// and with growing pauses where its replacements end soon too. While none lives, requests wait for the first replacement;
/// once that has failed they are refused until another succeeds. Thread-safe.
/// </summary>
internal sealed class WorkerPool : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Who lived as long as this did not die of its start.
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(10);

    private readonly WorkerSetup _setup;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Stack<Worker> _idle = new();
    private readonly Queue<TaskCompletionSource<Worker>> _waiting = new();
    private readonly HashSet<Worker> _all = [];
    private readonly List<Task> _keepers = [];

    private ServingException? _failure;
    private ServingException? _fault;

    private WorkerPool(WorkerSetup setup)
    {
        _setup = setup;
    }

    private string Model => _setup.Package.Name;

    /// <summary>Workers that live.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>Why no request can be computed now: no worker lives. Null while one does.</summary>
    public ServingException? Fault => Volatile.Read(ref _fault);

    /// <summary>Raised after <see cref="Fault"/> has changed.</summary>
    public event Action? FaultChanged;

    /// <summary>Starts all workers: one, which shows whether the model can be loaded, and then the others together.</summary>
    /// <exception cref="ServingException">The model cannot be loaded.</exception>
    public static async Task<WorkerPool> StartAsync(WorkerSetup setup, CancellationToken cancellationToken)
    {
        var pool = new WorkerPool(setup);
        try
        {
            pool.Keep(await Worker.StartAsync(setup, 0, cancellationToken).ConfigureAwait(false), 0);
            await Task.WhenAll(
                    Enumerable
                        .Range(1, setup.Workers - 1)
                        .Select(async index =>
                            pool.Keep(
                                await Worker.StartAsync(setup, index, cancellationToken).ConfigureAwait(false),
                                index
                            )
                        )
                )
                .ConfigureAwait(false);
            return pool;
        }
        catch
        {
            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Any of the workers, to learn from.</summary>
    public Worker First()
    {
        lock (_lock)
        {
            return _all.FirstOrDefault() ?? throw RunErrors.Died(Model, "ended as soon as the model was loaded.");
        }
    }

    /// <summary>A worker of the caller's own, until it is given back.</summary>
    /// <exception cref="ServingException">Unavailable: there is none, and replacing it has failed.</exception>
    public ValueTask<Worker> RentAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<Worker> turn;
        lock (_lock)
        {
            while (_idle.TryPop(out var worker))
            {
                if (!worker.HasExited)
                    return ValueTask.FromResult(worker);
            }

            ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
            if (_failure is { } failure && _all.Count == 0)
                return ValueTask.FromException<Worker>(failure);
            turn = new TaskCompletionSource<Worker>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }

        return WaitAsync(turn, cancellationToken);
    }

    /// <summary>Gives a worker back; one that has ended is left to its replacement.</summary>
    public void Return(Worker worker)
    {
        lock (_lock)
        {
            if (worker.HasExited || !_all.Contains(worker))
                return;
            while (_waiting.TryDequeue(out var turn))
            {
                if (turn.TrySetResult(worker))
                    return;
            }

            _idle.Push(worker);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Worker[] all;
        Worker[] idle;
        Task[] keepers;
        lock (_lock)
        {
            if (_ending.IsCancellationRequested)
                return;
            _ending.Cancel();
            all = [.. _all];
            idle = [.. _idle];
            keepers = [.. _keepers];
            while (_waiting.TryDequeue(out var turn))
            {
                turn.TrySetException(new ObjectDisposedException(nameof(WorkerPool)));
            }
        }

        await Task.WhenAll(idle.Select(worker => worker.StopAsync())).ConfigureAwait(false);
        foreach (var worker in all)
        {
            worker.Kill();
        }

        await Task.WhenAll(keepers).ConfigureAwait(false);
        _ending.Dispose();
    }

    private static async ValueTask<Worker> WaitAsync(
        TaskCompletionSource<Worker> turn,
        CancellationToken cancellationToken
    )
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<Worker>)state!).TrySetCanceled(token),
            turn
        );
        return await turn.Task.ConfigureAwait(false);
    }

    private void Keep(Worker worker, int index)
    {
        lock (_lock)
        {
            _keepers.Add(KeepAsync(worker, index));
        }
    }

    /// <summary>Sees a worker to its end, then its replacement, and so on until the pool ends.</summary>
    private async Task KeepAsync(Worker worker, int index)
    {
        var soon = 0;
        while (true)
        {
            Admit(worker);
            await worker.Exited.ConfigureAwait(false);
            Remove(worker);
            var how = await worker.DescribeEndAsync().ConfigureAwait(false);
            await worker.DisposeAsync().ConfigureAwait(false);
            if (_ending.IsCancellationRequested)
                return;
            _setup.Log.Ended(Model, worker.ProcessId, how);
            var isUsual = worker.HasAnswered || Stopwatch.GetElapsedTime(worker.StartedAt) >= LongLife;
            soon = isUsual ? 0 : soon + 1;
            if (await ReplaceAsync(index, soon).ConfigureAwait(false) is not { } next)
                return;
            worker = next;
        }
    }

    // Null where the pool ends.
    private async Task<Worker?> ReplaceAsync(int index, int soon)
    {
        try
        {
            if (soon > 1)
                await Task.Delay(Pause(soon - 2), _ending.Token).ConfigureAwait(false);
            while (true)
            {
                try
                {
                    var worker = await Worker.StartAsync(_setup, index, _ending.Token).ConfigureAwait(false);
                    _setup.Log.Replaced(Model, worker.ProcessId);
                    return worker;
                }
                catch (ServingException error)
                {
                    var pause = Pause(soon++);
                    _setup.Log.NotReplaced(Model, pause, error.Message);
                    Refuse(RunErrors.NoWorker(Model, error.Message, pause));
                    await Task.Delay(pause, _ending.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Clamp(failures, 0, 20)));

    private void Admit(Worker worker)
    {
        bool isFirst;
        lock (_lock)
        {
            // Started while the pool was ending, when the others had been killed already.
            if (_ending.IsCancellationRequested)
            {
                worker.Kill();
                return;
            }

            _all.Add(worker);
            _failure = null;
            isFirst = _fault is not null;
            _fault = null;
        }

        Return(worker);
        if (isFirst)
            FaultChanged?.Invoke();
    }

    private void Remove(Worker worker)
    {
        lock (_lock)
        {
            _all.Remove(worker);
            if (_all.Count > 0 || _ending.IsCancellationRequested)
                return;
            _fault = RunErrors.Restarting(Model);
        }

        FaultChanged?.Invoke();
    }

    private void Refuse(ServingException failure)
    {
        lock (_lock)
        {
            _failure = failure;
            if (_all.Count > 0)
                return;
            _fault = failure;
            while (_waiting.TryDequeue(out var turn))
            {
                turn.TrySetException(failure);
            }
        }

        FaultChanged?.Invoke();
    }
}
