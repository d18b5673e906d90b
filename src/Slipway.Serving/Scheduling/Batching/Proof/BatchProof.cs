using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Scheduling.Batching.Proof;

/// <summary>
/// Finds out by trying whether a model computes the rows of a batch independently: different rows are computed singly,
/// then together in two groups and orders, and must come out the same.
/// </summary>
internal sealed class BatchProof(ModelPackage package, IServable servable, BatchPlan plan)
{
    // For free dimensions that nothing is known of: the length of a text, or the side of a picture.
    private static readonly long[] Extents = [8, 1, 32, 128, 224];

    // Beyond this a larger batch is not tried; what was computed is proof enough.
    private static readonly long LongestRow = Stopwatch.Frequency / 2;

    /// <summary>Never throws for what the model does; only for cancellation.</summary>
    /// <param name="samples">Requests of the package; they stay the caller's.</param>
    /// <param name="cancellationToken">Ends the proof.</param>
    public async Task<BatchVerdict> ProveAsync(
        IReadOnlyList<InferenceRequest> samples,
        CancellationToken cancellationToken
    )
    {
        if (BatchAxis.Problem(servable.Signature) is { } problem)
            return BatchVerdict.No(problem);
        if (plan.MaxRows < 2)
            return BatchVerdict.No("a batch of one row is none");
        var rows = new ProofRows(package, servable.Signature, servable.Details);
        var verdict = BatchVerdict.No("no row could be computed");
        foreach (
            var extent in samples.Count > 0 || !BatchAxis.HasOtherFree(servable.Signature) ? Extents[..1] : Extents
        )
        {
            var requests = rows.Make(samples, extent, plan);
            try
            {
                return await ProveAsync(requests, cancellationToken).ConfigureAwait(false);
            }
            catch (ServingException e)
            {
                // The made-up values or lengths may be none that the model takes.
                verdict = BatchVerdict.No(
                    $"the model refuses the rows it was tried with; give it warm-up requests ({e.Message})"
                );
            }
            finally
            {
                requests.ForEach(request => request.Dispose());
            }
        }

        return verdict;
    }

    private async Task<BatchVerdict> ProveAsync(List<InferenceRequest> rows, CancellationToken cancellationToken)
    {
        var alone = new List<InferenceResponse>();
        try
        {
            // The first run of a model is no measure of the others.
            (await servable.ExecuteAsync(rows[0], cancellationToken).ConfigureAwait(false)).Dispose();
            var single = long.MaxValue;
            foreach (var row in rows)
            {
                var started = Stopwatch.GetTimestamp();
                alone.Add(await servable.ExecuteAsync(row, cancellationToken).ConfigureAwait(false));
                single = Math.Min(single, Stopwatch.GetTimestamp() - started);
                if (single > LongestRow && alone.Count == 2)
                    break;
            }

            if (alone.Skip(1).All(answer => OutputComparison.Difference(alone[0], answer) is null))
                return BatchVerdict.No(
                    "its answers to different rows are alike, which proves nothing; give it warm-up requests"
                );

            var cutting = plan with { Cuts = PaddedOutputs.Find(rows, alone, plan) };
            var count = Math.Min(alone.Count, plan.MaxRows);
            int[][] groups =
            [
                [.. Enumerable.Range(0, count)],
                [count - 1, 0],
                [.. Enumerable.Range(0, count)],
            ];
            var batch = long.MaxValue;
            foreach (var group in groups)
            {
                var started = Stopwatch.GetTimestamp();
                if (
                    await DifferenceAsync(rows, alone, group, cutting, cancellationToken).ConfigureAwait(false) is
                    { } found
                )
                    return BatchVerdict.No(found);
                if (group.Length == count)
                    batch = Math.Min(batch, Stopwatch.GetTimestamp() - started);
            }

            return new BatchVerdict(Problem: null)
            {
                SingleTicks = single,
                Rows = count,
                BatchTicks = batch,
                Cuts = cutting.Cuts,
            };
        }
        finally
        {
            alone.ForEach(answer => answer.Dispose());
        }
    }

    private async Task<string?> DifferenceAsync(
        List<InferenceRequest> rows,
        List<InferenceResponse> alone,
        int[] group,
        BatchPlan cutting,
        CancellationToken cancellationToken
    )
    {
        var members = Array.ConvertAll(group, i => rows[i]);
        InferenceResponse[] answers = [];
        try
        {
            using var joined = BatchJoin.Join(members, cutting);
            var response = await servable.ExecuteAsync(joined, cancellationToken).ConfigureAwait(false);
            answers = BatchSplit.Split(response, BatchParts.Of(members, cutting), cutting);
            for (var i = 0; i < group.Length; i++)
            {
                if (OutputComparison.Difference(alone[group[i]], answers[i]) is { } difference)
                    return $"{difference}: its rows influence each other";
            }

            return null;
        }
        catch (ServingException e)
        {
            return $"it takes one row and not {group.Length} of them ({e.Message})";
        }
        finally
        {
            foreach (var answer in answers)
            {
                answer.Dispose();
            }
        }
    }
}
