using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Supervisor.Health;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Services;

/// <summary>
/// One replica through its life; <see cref="ReplicaState"/> draws it. It is moved by <see cref="Tick"/> alone, by one thread.
/// </summary>
internal sealed class Replica : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FailurePatience = TimeSpan.FromSeconds(5);

    private readonly ReplicaKit _kit;
    private readonly Func<ReplicaRecord, ReplicaStart> _start;
    private readonly Func<ReplicaRecord, IReplicaProbe> _probe;
    private IRunningReplica? _running;
    private ProbeLoop? _loop;
    private Task<IRunningReplica>? _starting;
    private CancellationTokenSource? _startStop;
    private volatile string? _startProgress;
    private DateTimeOffset _startedAt;
    private DateTimeOffset _nextStart;
    private DateTimeOffset? _readySince;
    private DateTimeOffset? _failedSince;
    private string? _failure;
    private DateTimeOffset? _stopBegan;
    private bool _terminated;
    private bool _killed;
    private bool _isDead;
    private int _failures;

    /// <param name="kit">What all replicas need.</param>
    /// <param name="record">What is kept of it.</param>
    /// <param name="start">What it is started with.</param>
    /// <param name="probe">How it is asked.</param>
    /// <param name="health">Its times.</param>
    public Replica(
        ReplicaKit kit,
        ReplicaRecord record,
        Func<ReplicaRecord, ReplicaStart> start,
        Func<ReplicaRecord, IReplicaProbe> probe,
        HealthConfig health
    )
    {
        (_kit, Record, _start, _probe, Health) = (kit, record, start, probe, health);
        _kit.Logs.Open(LogName);
        _kit.Store.Save(record);
    }

    public ReplicaRecord Record { get; private set; }

    public HealthConfig Health { get; set; }

    public string Name => Record.Name;

    private string LogName => _kit.LogName ?? Name;

    public ReplicaState State { get; private set; } = ReplicaState.Waiting;

    /// <summary>In a sentence; null where it is ready.</summary>
    public string? Why { get; private set; } = "it is about to start";

    /// <summary>How it ended the last time; null where it never did.</summary>
    public string? LastEnd { get; private set; }

    /// <summary>What of its limits does not hold as asked for; null for nothing.</summary>
    public string? Remark => _running?.Remark;

    /// <summary>What it is, is known: it was asked since it was taken up, or does not run.</summary>
    public bool IsKnown => _running is null || _loop?.Last is not null;

    /// <summary>It has ended after it was told to.</summary>
    public bool IsGone { get; private set; }

    public bool IsStopping => _stopBegan is not null;

    /// <summary>It was to stop a good while ago and has not been told so yet.</summary>
    public bool HasWaitedToStop => !_terminated && _kit.Time.GetUtcNow() - _stopBegan > LongestWait;

    /// <summary>It did not become ready within its time, its model cannot be loaded, or it ends again and again.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Requests may be sent to it.</summary>
    public bool TakesRequests => State == ReplicaState.Ready;

    public int? ProcessId => _running?.ProcessId;

    public long MemoryBytes => _running?.MemoryBytes() ?? 0;

    /// <summary>Takes up the process of a supervisor before this one.</summary>
    public void Adopt(IRunningReplica running)
    {
        _running = running;
        // Its time to become ready begins anew: nobody has asked it since.
        _startedAt = _kit.Time.GetUtcNow();
        State = ReplicaState.Starting;
        Why = "it was found again and is being asked";
        Watch();
        _kit.Log.Adopted(Name, running.Identity);
    }

    /// <summary>It gets no requests any more from here on; call <see cref="Terminate"/> when that is so.</summary>
    public void BeginStop()
    {
        if (IsStopping)
            return;
        _stopBegan = _kit.Time.GetUtcNow();
        State = ReplicaState.Stopping;
        Why = "it was told to end";
    }

    /// <summary>Has it finish what it is doing, and end.</summary>
    public void Terminate()
    {
        BeginStop();
        if (_terminated)
            return;
        _terminated = true;
        _stopBegan = _kit.Time.GetUtcNow();
        _startStop?.Cancel();
        _running?.Terminate();
    }

    /// <summary>Looks at what has happened and does what is due.</summary>
    public void Tick()
    {
        if (IsGone)
            return;
        var now = _kit.Time.GetUtcNow();
        if (_starting is { IsCompleted: true } started)
            TakeUp(started, now);
        if (_running is not null)
            Look(_running, now);
        else if (_starting is null)
            Rest(now);
        else if (!IsStopping)
            Why = _startProgress ?? Why;
    }

    public ReplicaStatus Status() =>
        new()
        {
            Name = Name,
            State = State,
            Why = TakesRequests ? null : Why,
            ProcessId = ProcessId,
            Http = $"http://127.0.0.1:{Record.HttpPort}",
            Grpc = $"http://127.0.0.1:{Record.GrpcPort}",
            Started = _running is null ? null : Record.Started,
            Restarts = Record.Restarts,
            MemoryBytes = MemoryBytes,
            LastEnd = LastEnd,
        };

    public void Dispose()
    {
        _loop?.Dispose();
        _startStop?.Dispose();
    }

    private void Rest(DateTimeOffset now)
    {
        if (_terminated)
            Vanish();
        else if (!IsStopping && now >= _nextStart)
            Begin(now);
    }

    private void Begin(DateTimeOffset now)
    {
        State = ReplicaState.Starting;
        Why = "it is starting";
        _startedAt = now;
        try
        {
            if (_failures > 0 && !_kit.HasFixedPorts)
                RenewPorts();
            _startProgress = null;
            _startStop?.Dispose();
            _startStop = new CancellationTokenSource();
            var start = _start(Record) with { Tell = text => _startProgress = text };
            _starting = _kit.Host.StartAsync(start, _startStop.Token);
            if (_starting.IsCompleted)
                TakeUp(_starting, now);
            else
                _ = _starting.ContinueWith(_ => _kit.Wake(), TaskScheduler.Default);
        }
        catch (IOException e)
        {
            Fail(e.Message, now);
        }
    }

    // Another program may have taken one of them: that may be why it failed.
    private void RenewPorts()
    {
        _kit.Ports.Return(Record.HttpPort);
        _kit.Ports.Return(Record.GrpcPort);
        Record = Record with { HttpPort = _kit.Ports.Take(), GrpcPort = _kit.Ports.Take() };
        _kit.Store.Save(Record);
    }

    private void TakeUp(Task<IRunningReplica> started, DateTimeOffset now)
    {
        _starting = null;
        if (!started.IsCompletedSuccessfully)
        {
            Fail(started.Exception?.InnerException?.Message ?? "its start was given up", now);
            return;
        }

        _running = started.Result;
        // What an image takes to come is not the model's.
        _startedAt = now;
        Record = Record with { Identity = _running.Identity, Started = now };
        _kit.Log.Started(Name, _running.Identity);
        if (_terminated)
            _running.Terminate();
        else
            Watch();
        // Last, as it may fail: what cannot be written down is watched all the same, and is known by its environment.
        _kit.Store.Save(Record);
    }

    private void Watch() => _loop = new ProbeLoop(_probe(Record), Health.Interval, _kit.Time, _kit.Wake);

    private void Look(IRunningReplica running, DateTimeOffset now)
    {
        if (running.HowItEnded() is { } end)
        {
            TakeLeave(running, end, now);
            return;
        }

        if (IsStopping)
        {
            if (_terminated && !_killed && now - _stopBegan > Health.StopTimeout)
            {
                _killed = true;
                running.Kill();
                _kit.Log.Killed(Name, Health.StopTimeout);
            }

            return;
        }

        Judge(running, now);
    }

    private void Judge(IRunningReplica running, DateTimeOffset now)
    {
        var last = _loop?.Last;
        if (last?.IsReady == true)
        {
            if (State != ReplicaState.Ready)
                _kit.Log.Ready(Name);
            State = ReplicaState.Ready;
            Why = null;
            IsBroken = false;
            _readySince ??= now;
            (_failedSince, _failure) = (null, null);
            if (now - _readySince > Backoff.GoodWhile)
                _failures = 0;
            return;
        }

        Why = last?.Why ?? Why;
        if (_readySince is null)
        {
            State = ReplicaState.Starting;
            // A model that failed is tried again by its server, which helps where what it waited for comes late.
            if (last?.HasFailed == true)
                (_failedSince, _failure) = (_failedSince ?? now, last.Why);
            // While it is loading once more, why it failed says more than that.
            Why = _failure ?? Why;
            if (now - _failedSince > FailurePatience)
                IsBroken = true;
            if (now - _startedAt > Health.StartTimeout)
            {
                IsBroken = true;
                // What lives and says why it is not ready is left alone: to start it again would hide its cause.
                if (last is { IsLive: false })
                    PutDown(running, $"it was not ready after {DurationConverter.Text(Health.StartTimeout)}: {Why}");
            }
        }
        else if (last is not null)
        {
            State = ReplicaState.NotReady;
            if (_loop!.Failures >= Health.Failures)
                PutDown(running, Why ?? "it does not answer");
        }
    }

    private void PutDown(IRunningReplica running, string why)
    {
        if (_isDead)
            return;
        _isDead = true;
        _kit.Log.Dead(Name, why);
        running.Kill();
    }

    private void TakeLeave(IRunningReplica running, string end, DateTimeOffset now)
    {
        _loop?.Dispose();
        _loop = null;
        _running = null;
        running.Forget();
        LastEnd = end;
        if (IsStopping)
        {
            Vanish();
            return;
        }

        Record = Record with { Restarts = Record.Restarts + 1 };
        if (_readySince is { } since && now - since > Backoff.GoodWhile)
            _failures = 0;
        // One that was ready was ended from outside, or has told its reason long before; one that was not has just told it.
        var words = _readySince is null ? _kit.Logs.LastWords(LogName) : null;
        Fail(words is null ? end : $"{end}: {words}", now);
    }

    private void Fail(string why, DateTimeOffset now)
    {
        _failures++;
        _readySince = null;
        _isDead = false;
        (_failedSince, _failure) = (null, null);
        Record = Record with { Identity = null };
        var pause = Backoff.Pause(_failures);
        _nextStart = now + pause;
        Why = why;
        LastEnd ??= why;
        IsBroken = _failures >= Backoff.CrashLoop;
        State = IsBroken ? ReplicaState.CrashLoop : ReplicaState.Waiting;
        _kit.Log.Ended(Name, why, pause);
        if (IsStopping)
            Vanish();
        else
            _kit.Store.Save(Record);
    }

    private void Vanish()
    {
        _loop?.Dispose();
        _kit.Store.DeleteReplica(Name);
        _kit.Ports.Return(Record.HttpPort);
        _kit.Ports.Return(Record.GrpcPort);
        IsGone = true;
    }
}
