using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>
/// Lets large requests be answered as many at a time as there is memory for, whoever comes first; one that needs more than there
/// is is answered alone. Small ones pass. Thread-safe.
/// </summary>
/// <param name="capacity">Bytes that they may take together.</param>
/// <param name="maxWaiting">One more is refused.</param>
internal sealed class WorkingMemory(long capacity, int maxWaiting)
{
    // What a byte of a text or a table becomes while it is at work, measured: values, tokens, scores, the answer.
    private const int BytesPerByte = 64;

    private const int Small = 64 << 10;

    private readonly FairBudget _budget = new(capacity);

    /// <summary>That of the process: half of the memory that it may use, since all models of a server share it.</summary>
    public static WorkingMemory Shared { get; } = new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, 256);

    /// <summary>Whether a body is answered without a turn.</summary>
    public static bool Passes(ReadOnlyMemory<byte> body) => body.Length <= Small;

    /// <summary>Answers when it is the turn of a body.</summary>
    /// <exception cref="ServingException">ResourceExhausted where too many wait; and what the answering throws.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<TypedAnswer> AnswerAsync(
        ReadOnlyMemory<byte> body,
        Func<ValueTask<TypedAnswer>> answer,
        CancellationToken cancellationToken
    )
    {
        if (_budget.Waiting >= maxWaiting)
        {
            throw new ServingException(
                ServingErrorCode.ResourceExhausted,
                $"{maxWaiting} large requests wait for memory already; try again later, or send smaller ones."
            );
        }

        var bytes = (long)body.Length * BytesPerByte;
        await _budget.ReserveAsync(bytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return await answer().ConfigureAwait(false);
        }
        finally
        {
            _budget.Release(bytes);
        }
    }
}
