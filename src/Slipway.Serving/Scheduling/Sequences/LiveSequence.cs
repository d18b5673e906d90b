using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>
/// A sequence between its start and its end: its requests in the order they came, and its state. Changed under the
/// table's lock; the state by the request whose turn it is.
/// </summary>
internal sealed class LiveSequence(SequenceKey key, int states)
{
    private readonly LinkedList<SequenceTurn> _waiting = [];
    private readonly Tensor?[] _states = new Tensor?[states];

    public SequenceKey Key => key;

    /// <summary>Whether its start has had its turn, and its end has not.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The request whose turn it is.</summary>
    public SequenceTurn? Running { get; private set; }

    /// <summary>Whether it will be open when all the requests that it has are done with.</summary>
    public bool WillBeOpen => (_waiting.Last?.Value ?? Running) is { } last ? !last.Call.IsEnd : IsOpen;

    /// <summary>When its last request was done, as the time provider's timestamp.</summary>
    public long IdleSince { get; set; }

    /// <summary>Its place among the idle ones; null while it has a request.</summary>
    public LinkedListNode<LiveSequence>? Idle { get; set; }

    /// <summary>The state that its last answered request left; null for the first state.</summary>
    public Tensor? StateAt(int index) => _states[index];

    /// <summary>Takes over a new state.</summary>
    public void SetState(int index, Tensor state)
    {
        _states[index]?.Dispose();
        _states[index] = state;
    }

    public void Enter(SequenceTurn turn)
    {
        if (Running is null)
            Grant(turn);
        else
            _waiting.AddLast(turn);
    }

    /// <summary>Drops the state, for a start.</summary>
    public void Open()
    {
        Close();
        IsOpen = true;
    }

    /// <summary>Gives the state's memory back.</summary>
    public void Close()
    {
        IsOpen = false;
        foreach (ref var state in _states.AsSpan())
        {
            state?.Dispose();
            state = null;
        }
    }

    /// <summary>Takes out a request that was given up before it was computed.</summary>
    public void Withdraw(SequenceTurn turn)
    {
        var node = turn == Running ? null : _waiting.Find(turn);
        var next = turn == Running ? _waiting.First : node?.Next;
        if ((turn.Call.IsStart || turn.IsOrphan) && next is { Value.Call.IsStart: false })
            next.Value.IsOrphan = true;
        if (node is not null)
            _waiting.Remove(node);
        else if (turn == Running)
            PassOn();
    }

    /// <summary>The request whose turn it is is done with: the next one's turn.</summary>
    public void PassOn()
    {
        Running = null;
        if (_waiting.First is not { } next)
            return;
        _waiting.RemoveFirst();
        Grant(next.Value);
    }

    private void Grant(SequenceTurn turn)
    {
        Running = turn;
        turn.Grant();
    }
}
