using Slipway.Errors;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>
/// The live sequences of a version: who may enter, whose turn it is, and when one that is left alone ends. Thread-safe.
/// <list type="bullet">
/// <item>A start opens a sequence; of one that is live it ends the old and begins anew, after the requests before it.</item>
/// <item>An end closes it when it is done with, computed or failed.</item>
/// <item>A start that fails opens nothing: what was sent after it meets no state that is not its own.</item>
/// <item>Any other request that fails or is given up leaves the sequence and its state as they were.</item>
/// <item>A sequence without a request for the idle time ends; one with a waiting or running request does not.</item>
/// </list>
/// </summary>
internal sealed class SequenceTable : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly string _model;
    private readonly SequencePlan _plan;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<SequenceKey, LiveSequence> _live = [];

    // Longest idle first: all have the same time to live.
    private readonly LinkedList<LiveSequence> _idle = [];
    private bool _isTimerSet;

    public SequenceTable(string model, SequencePlan plan, TimeProvider time)
    {
        _model = model;
        _plan = plan;
        _time = time;
        _timer = time.CreateTimer(
            static table => ((SequenceTable)table!).TimedOut(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Sequences that are live now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _live.Count;
            }
        }
    }

    /// <summary>
    /// Puts a request into its sequence. It is withdrawn, or begun and completed.
    /// </summary>
    /// <exception cref="ServingException">
    /// InvalidArgument: it needs a start; ResourceExhausted: there are too many sequences.
    /// </exception>
    public SequenceTurn Enter(in SequenceCall call)
    {
        lock (_gate)
        {
            ExpireIdle();
            if (!_live.TryGetValue(call.Key, out var sequence))
            {
                if (!call.IsStart)
                    throw NotStarted(call.Key);
                if (_live.Count >= _plan.MaxSequences)
                    throw Full();
                _live[call.Key] = sequence = new LiveSequence(call.Key, _plan.States.Count);
            }
            else if (!call.IsStart && !sequence.WillBeOpen)
            {
                throw NotStarted(call.Key);
            }

            if (sequence.Idle is { } place)
            {
                _idle.Remove(place);
                sequence.Idle = null;
            }

            var turn = new SequenceTurn(sequence, call);
            sequence.Enter(turn);
            return turn;
        }
    }

    /// <summary>Takes out a request that was given up before it was begun.</summary>
    public void Withdraw(SequenceTurn turn)
    {
        lock (_gate)
        {
            turn.Sequence.Withdraw(turn);
            Rest(turn.Sequence);
        }
    }

    /// <summary>Begins a request whose turn it is.</summary>
    /// <exception cref="ServingException">InvalidArgument: the start that it follows failed.</exception>
    public void Begin(SequenceTurn turn)
    {
        lock (_gate)
        {
            if (turn.IsOrphan)
                turn.Sequence.Close();
            if (turn.Call.IsStart)
                turn.Sequence.Open();
            else if (!turn.Sequence.IsOpen)
                throw NotStarted(turn.Call.Key);
        }
    }

    /// <summary>Completes a request that was begun, or could not be.</summary>
    public void Complete(SequenceTurn turn, bool isAnswered)
    {
        lock (_gate)
        {
            if (turn.Call.IsEnd || (turn.Call.IsStart && !isAnswered))
                turn.Sequence.Close();
            turn.Sequence.PassOn();
            Rest(turn.Sequence);
        }
    }

    /// <summary>Ends all sequences. No request is there any more.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            foreach (var sequence in _live.Values)
            {
                sequence.Close();
            }

            _live.Clear();
            _idle.Clear();
        }
    }

    // What has no request is forgotten where it has ended, else its time runs.
    private void Rest(LiveSequence sequence)
    {
        if (sequence.Running is not null)
            return;
        if (!sequence.IsOpen)
        {
            _live.Remove(sequence.Key);
            return;
        }

        sequence.IdleSince = _time.GetTimestamp();
        sequence.Idle = _idle.AddLast(sequence);
        SetTimer();
    }

    private void TimedOut()
    {
        lock (_gate)
        {
            _isTimerSet = false;
            ExpireIdle();
            SetTimer();
        }
    }

    private void ExpireIdle()
    {
        while (_idle.First is { } first && _time.GetElapsedTime(first.Value.IdleSince) >= _plan.MaxIdle)
        {
            _idle.RemoveFirst();
            _live.Remove(first.Value.Key);
            first.Value.Close();
        }
    }

    private void SetTimer()
    {
        if (_isTimerSet || _idle.First is not { } first)
            return;
        var left = _plan.MaxIdle - _time.GetElapsedTime(first.Value.IdleSince);
        // A timer must not fire early, nor be asked for more than it can count.
        var due = Math.Clamp(left.Ticks, TimeSpan.TicksPerMillisecond, LongestTimer.Ticks);
        _isTimerSet = true;
        _timer.Change(TimeSpan.FromTicks(due), Timeout.InfiniteTimeSpan);
    }

    private ServingException NotStarted(SequenceKey key) =>
        ServingException.InvalidArgument(
            $"inference request for sequence {key} to model '{_model}' must specify the START flag on the first request "
                + "of the sequence: it has not begun, has ended, was left alone for over "
                + $"{_plan.MaxIdle.TotalSeconds:0.###} s, or the model was loaded anew. Send 'sequence_start'."
        );

    private ServingException Full() =>
        new(
            ServingErrorCode.ResourceExhausted,
            $"Model '{_model}' has {_plan.MaxSequences} sequences already and begins no other one. End some with "
                + $"'sequence_end', try again when some were left alone for {_plan.MaxIdle.TotalSeconds:0.###} s, or raise "
                + "'sequence.max_sequences'."
        )
        {
            Reason = "sequence-capacity",
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
