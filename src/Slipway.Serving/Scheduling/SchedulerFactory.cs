using Slipway.Models;
using Slipway.Serving.Scheduling.Sequences;

namespace Slipway.Serving.Scheduling;

/// <summary>Chooses and sets up the scheduler of a version from its configuration.</summary>
internal static class SchedulerFactory
{
    /// <exception cref="Errors.ServingException">The configuration does not fit the model.</exception>
    public static async Task<IScheduler> CreateAsync(
        ModelPackage package,
        IServable servable,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var config = package.Config.Scheduling;
        var concurrency = Math.Max(1, config.MaxConcurrency ?? servable.Concurrency);
        if (package.Config.Sequence is not { } sequence)
            return new DirectScheduler(package.Name, servable, concurrency, config.MaxQueue);
        var plan = await SequencePlanReader
            .ReadAsync(package, sequence, servable.Signature, cancellationToken)
            .ConfigureAwait(false);
        return new SequenceScheduler(package, servable, plan, concurrency, config.MaxQueue, time);
    }
}
