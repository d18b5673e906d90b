using Slipway.Inference;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>
/// What belongs to which request of a batch, noted while the requests are there: their callers may leave, and take the
/// tensors with them, before the batch is computed.
/// </summary>
internal sealed class BatchParts
{
    private readonly Dictionary<string, long[]> _lengths = [];

    private BatchParts(int[] rows)
    {
        Rows = rows;
        Total = rows.Sum();
    }

    /// <summary>Rows of each request.</summary>
    public IReadOnlyList<int> Rows { get; }

    public int Total { get; }

    public static BatchParts Of(IReadOnlyList<InferenceRequest> requests, BatchPlan plan)
    {
        var parts = new BatchParts([.. requests.Select(BatchFit.Rows)]);
        foreach (var (output, cut) in plan.Cuts)
        {
            parts._lengths[output] =
            [
                .. requests.Select(request =>
                    request.FindInput(cut.Input)?.Tensor.Shape[cut.InputAxis] ?? long.MaxValue
                ),
            ];
        }

        return parts;
    }

    /// <summary>How long a request's rows of an output are by rights, along the dimension that is cut back.</summary>
    public long LengthOf(string output, int request) =>
        _lengths.TryGetValue(output, out var lengths) ? lengths[request] : long.MaxValue;
}
