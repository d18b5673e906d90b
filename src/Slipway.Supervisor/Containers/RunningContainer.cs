using Slipway.Containers;
using Slipway.Errors;
using Slipway.Supervisor.Processes;

namespace Slipway.Supervisor.Containers;

/// <summary>
/// A container that this supervisor started, or one before it. Its engine is asked on threads of its own, so that nothing here waits
/// for it; an engine that does not answer for a while changes nothing.
/// </summary>
internal sealed class RunningContainer : IRunningReplica
{
    private const string Sigterm = "SIGTERM";
    private const string Sigkill = "SIGKILL";

    // A wait that the engine never answers must not hide an end for ever.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastWordsPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(30);

    private readonly ContainerContext _context;
    private readonly string _id;
    private readonly string _name;
    private readonly Task _log;
    private volatile ContainerCgroup? _group;
    private volatile string? _end;
    private volatile bool _wasKilled;
    private volatile int _processId;

    public RunningContainer(ContainerContext context, string id, string name, string? remark, LogPump log)
    {
        (_context, _id, _name, Remark) = (context, id, name, remark);
        _log = Task.Run(log.RunAsync);
        _ = Task.Run(WatchAsync);
    }

    public string Identity => ContainerIdentity.Of(_id);

    public int? ProcessId => _processId > 0 ? _processId : null;

    public string? Remark { get; }

    public string? HowItEnded()
    {
        if (_end is null)
            _group?.Look();
        return _end;
    }

    public void Terminate() => _ = Task.Run(() => SignalAsync(Sigterm));

    public void Kill()
    {
        _wasKilled = true;
        _ = Task.Run(() => SignalAsync(Sigkill));
    }

    public long MemoryBytes() => _end is null ? _group?.MemoryBytes() ?? 0 : 0;

    public void Forget()
    {
        // It was removed before its end was told.
    }

    private async Task WatchAsync()
    {
        try
        {
            var end = await UntilItEndsAsync();
            // What it wrote last says why it ended.
            await Task.WhenAny(_log, Task.Delay(LastWordsPatience, _context.Time, _context.Stop));
            await RemoveAsync();
            _end = end;
        }
        catch (OperationCanceledException)
        {
            // The next supervisor finds it again.
        }
    }

    private async Task<string> UntilItEndsAsync()
    {
        while (true)
        {
            try
            {
                var engine = await _context.Engine.GetAsync(_context.Stop);
                if (await engine.Containers.FindAsync(_id, _context.Stop) is not { } state)
                    return "it was removed from outside";
                if (!state.IsRunning)
                    return ContainerEnd.Tell(state, _wasKilled, _group?.WasOutOfMemory == true);
                if (_processId == 0 && engine.SharesNetwork && state.ProcessId is { } pid)
                {
                    _group = ContainerCgroup.Of(pid, _id);
                    _processId = pid;
                }

                await WaitAsync(engine);
                _group?.Look();
            }
            catch (ServingException)
            {
                await Task.Delay(ContainerContext.Pause, _context.Time, _context.Stop);
            }
        }
    }

    // Whoever is told of its end may start another of its name, or end itself.
    private async Task RemoveAsync()
    {
        using var patience = new CancellationTokenSource(RemovalPatience, _context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _context.Stop);
        try
        {
            var engine = await _context.Engine.GetAsync(both.Token);
            await engine.Containers.RemoveAsync(_id, both.Token);
        }
        catch (Exception e) when (e is ServingException or OperationCanceledException)
        {
            _context.Log.CannotRemove(_name, e.Message);
        }
    }

    private async Task WaitAsync(ContainerEngine engine)
    {
        using var patience = new CancellationTokenSource(LongestWait, _context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _context.Stop);
        try
        {
            await engine.Containers.WaitAsync(_id, both.Token);
        }
        catch (OperationCanceledException) when (!_context.Stop.IsCancellationRequested)
        {
            // It is looked at, and waited for again.
        }
    }

    private async Task SignalAsync(string signal)
    {
        try
        {
            while (_end is null)
            {
                try
                {
                    var engine = await _context.Engine.GetAsync(_context.Stop);
                    await engine.Containers.SignalAsync(_id, signal, _context.Stop);
                    return;
                }
                catch (ServingException e)
                {
                    _context.Log.EngineDoesNotAnswer(_name, e.Message);
                    await Task.Delay(ContainerContext.Pause, _context.Time, _context.Stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The next supervisor decides anew.
        }
    }
}
