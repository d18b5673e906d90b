using Slipway.Errors;
using Slipway.Machine;
using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Images.Decoding;

/// <summary>
/// Lets as many images be decoded at a time as there are CPUs, and fewer where they are large: together they hold a bounded
/// memory however many uploads arrive. Who comes first is served first; a full queue refuses. Thread-safe.
/// </summary>
/// <param name="turns">Images at a time.</param>
/// <param name="memoryBytes">What they may hold together; an image that needs more is decoded alone.</param>
/// <param name="maxWaiting">One more is refused.</param>
internal sealed class DecodingGate(int turns, long memoryBytes, int maxWaiting)
{
    private readonly FairBudget _turns = new(turns);
    private readonly FairBudget _memory = new(memoryBytes);

    /// <summary>
    /// That of the process: a quarter of the memory that it may use, since all models of a server share it.
    /// </summary>
    public static DecodingGate Shared { get; } =
        new(CpuBudget.Current.Count, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 1024);

    /// <summary>Bytes that are reserved now.</summary>
    public long ReservedBytes => _memory.Reserved;

    /// <summary>Waits for a turn, which ends with the lease's disposal.</summary>
    /// <exception cref="ServingException">ResourceExhausted where too many wait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<DecodingLease> EnterAsync(CancellationToken cancellationToken)
    {
        if (_turns.Waiting >= maxWaiting)
        {
            throw new ServingException(
                ServingErrorCode.ResourceExhausted,
                $"{maxWaiting} images wait to be decoded already; try again later."
            );
        }

        await _turns.ReserveAsync(1, cancellationToken).ConfigureAwait(false);
        return new DecodingLease(_turns, _memory);
    }
}
