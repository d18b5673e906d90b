using System.Diagnostics;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Queueing;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>Computes requests that fit together as one. Thread-safe.</summary>
internal sealed class BatchExecution(IServable servable, BatchPlan plan)
{
    /// <summary>
    /// Answers all of <paramref name="members"/>, which are held. Null where the batch failed: nobody was answered then,
    /// and those that still wait can be computed by themselves.
    /// </summary>
    /// <returns>
    /// The times of the batch, those of putting it together and of taking it apart included, with its rows.
    /// </returns>
    public async Task<InferenceTimings?> TryComputeAsync(IReadOnlyList<WaitingRequest> members)
    {
        var started = Stopwatch.GetTimestamp();
        var run = new BatchRun(members.Count);
        try
        {
            var requests = new InferenceRequest[members.Count];
            for (var i = 0; i < requests.Length; i++)
            {
                requests[i] = members[i].Request;
            }

            var parts = BatchParts.Of(requests, plan);
            using var joined = Join(members, requests, run);
            var response = await servable.ExecuteAsync(joined, run.Abandoned).ConfigureAwait(false);
            var timings = response.Timings;
            var answers = BatchSplit.Split(response, parts, plan);
            var overhead = Stopwatch.GetTimestamp() - started - timings.ComputeInfer - timings.ComputeOutput;
            timings = timings with { ComputeInput = Math.Max(timings.ComputeInput, overhead), BatchRows = parts.Total };
            Answer(members, answers, timings, started);
            return timings;
        }
        catch (Exception)
        {
            // Whose fault it is shows when each is computed by itself.
            return null;
        }
    }

    // Whatever happens, the members' tensors are not looked at afterwards, and their callers are free to go.
    private InferenceRequest Join(
        IReadOnlyList<WaitingRequest> members,
        IReadOnlyList<InferenceRequest> requests,
        BatchRun run
    )
    {
        try
        {
            return BatchJoin.Join(requests, plan);
        }
        finally
        {
            foreach (var member in members)
            {
                member.Batch = run;
                member.Release();
            }
        }
    }

    private static void Answer(
        IReadOnlyList<WaitingRequest> members,
        InferenceResponse[] answers,
        InferenceTimings timings,
        long started
    )
    {
        // One of them tells of the execution: the first that somebody still waits for.
        var counts = timings.BatchRows;
        for (var i = 0; i < answers.Length; i++)
        {
            var member = members[i];
            var isCounted = counts > 0 && member.IsLive;
            answers[i].Timings = timings with
            {
                Queue = started - member.Arrived,
                BatchRows = isCounted ? counts : InferenceTimings.Follows,
            };
            counts = isCounted ? 0 : counts;
            member.Answer(answers[i]);
        }
    }
}
