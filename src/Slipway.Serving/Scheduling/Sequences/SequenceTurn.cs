namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>One request's place in its sequence. Changed under the table's lock only.</summary>
internal sealed class SequenceTurn(LiveSequence sequence, in SequenceCall call)
{
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LiveSequence Sequence => sequence;

    public SequenceCall Call { get; } = call;

    /// <summary>
    /// Whether the start that it follows was given up before its turn: the state that it would meet is another
    /// sequence's.
    /// </summary>
    public bool IsOrphan { get; set; }

    /// <summary>Completes when every request before it is done with.</summary>
    public Task Granted => _granted.Task;

    public void Grant() => _granted.TrySetResult();
}
