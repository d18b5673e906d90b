using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Batching;
using Slipway.Serving.Scheduling.Batching.Proof;
using Slipway.Serving.Scheduling.Queueing;
using Slipway.Serving.Scheduling.Sequences;
using Slipway.Serving.Scheduling.Streams;

namespace Slipway.Serving.Scheduling;

/// <summary>Chooses and sets up the scheduler of a version from its configuration, and from what the model shows.</summary>
internal sealed class SchedulerFactory(TimeProvider time, ILogger log)
{
    /// <param name="package">The version.</param>
    /// <param name="servable">It, loaded; stays the caller's.</param>
    /// <param name="samples">Requests that the model is known to take; they stay the caller's.</param>
    /// <param name="padding">How inputs may be filled up where the configuration does not say it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">The configuration does not fit the model.</exception>
    public async Task<IScheduler> CreateAsync(
        ModelPackage package,
        IServable servable,
        IReadOnlyList<InferenceRequest> samples,
        IReadOnlyDictionary<string, PaddingConfig> padding,
        CancellationToken cancellationToken
    )
    {
        var settings = SchedulerSettings.Of(package, servable);
        if (servable is IStreamingServable streaming)
        {
            return package.Config.Sequence is null
                ? new StreamScheduler(settings, streaming)
                : throw Misconfigured(
                    $"Model '{package.Name}' answers a request any number of times, and requests of a sequence are answered "
                        + "once: take 'sequence' out of its configuration."
                );
        }

        if (package.Config.IsDecoupled)
        {
            throw Misconfigured(
                $"The configuration of model '{package.Name}' says that it is decoupled (any number of answers to a request), "
                    + "and its runtime answers once: take 'model_transaction_policy' out."
            );
        }

        if (package.Config.Sequence is { } sequence)
        {
            var plan = await SequencePlanReader
                .ReadAsync(package, sequence, servable.Signature, cancellationToken)
                .ConfigureAwait(false);
            return new SequenceScheduler(package, servable, plan, settings.Places, settings.MaxQueue, time);
        }

        var batching = BatchPlanReader.Read(package, servable.Signature, padding);
        var isMeasured = batching?.IsAdaptive != false && servable.Details.RowsAreIndependent != true;
        var times = new BatchTimes(batching?.MaxRows ?? 1, isMeasured);
        if (batching is not null)
        {
            // What its author says needs no proof, and no requests that nobody has made.
            batching = servable.Details.RowsAreIndependent switch
            {
                true => batching.AsDeclared(),
                false => null,
                null => await ProveAsync(package, servable, batching, samples, times, cancellationToken)
                    .ConfigureAwait(false),
            };
        }

        return new ModelScheduler(settings, servable, batching, times);
    }

    private static ServingException Misconfigured(string message) =>
        new(ServingErrorCode.FailedPrecondition, message) { Reason = "unsupported-config" };

    private async Task<BatchPlan?> ProveAsync(
        ModelPackage package,
        IServable servable,
        BatchPlan plan,
        IReadOnlyList<InferenceRequest> samples,
        BatchTimes times,
        CancellationToken cancellationToken
    )
    {
        var verdict = await new BatchProof(package, servable, plan)
            .ProveAsync(samples, cancellationToken)
            .ConfigureAwait(false);
        if (verdict.Problem is { } problem)
        {
            log.NotBatched(package.Name, package.Version, problem);
            return null;
        }

        times.Add(1, verdict.SingleTicks);
        times.Add(verdict.Rows, verdict.BatchTicks);
        var factor = (double)verdict.BatchTicks / Math.Max(1, verdict.SingleTicks);
        log.Batched(package.Name, package.Version, plan.MaxRows, verdict.Rows, factor);
        return plan with { Cuts = verdict.Cuts };
    }
}
