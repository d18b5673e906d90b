namespace Slipway.Serving.Scheduling.Batching.Proof;

/// <summary>Whether the rows of a batch are computed as each would be by itself.</summary>
/// <param name="Problem">Why they are not, or why it could not be found out; null where it is proved.</param>
internal sealed record BatchVerdict(string? Problem)
{
    public bool IsProved => Problem is null;

    /// <summary>Ticks of Stopwatch that one row took by itself; 0 where nothing was proved.</summary>
    public long SingleTicks { get; init; }

    /// <summary>Rows of the largest batch that was computed.</summary>
    public int Rows { get; init; }

    /// <summary>Ticks that it took.</summary>
    public long BatchTicks { get; init; }

    /// <summary>Dimensions of outputs that are as long as a filled-up input, by output.</summary>
    public IReadOnlyDictionary<string, PaddedOutput> Cuts { get; init; } = new Dictionary<string, PaddedOutput>();

    public static BatchVerdict No(string problem) => new(problem);
}
