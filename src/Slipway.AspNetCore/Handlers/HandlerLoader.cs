using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Handlers;

/// <summary>Waits for the models that a handler calls, then makes and loads it.</summary>
internal sealed class HandlerLoader(
    HandlerRegistration registration,
    ModelPackage package,
    ModelManager models,
    IServiceProvider services,
    TimeProvider time
) : IServableLoader
{
    // At start a model may be found after the one that calls it.
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    public ModelPackage Package => package;

    /// <summary>What it will take is known to nobody; <c>MemoryBytes</c> of its configuration says it.</summary>
    public long EstimateBytes() => 0;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var needed in registration.Options.Needs)
        {
            while (!await IsThereAsync(needed, time.GetElapsedTime(started), cancellationToken))
            {
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
    }

    public Task<IServable> LoadAsync(CancellationToken cancellationToken) =>
        registration.Load(services, package, cancellationToken);

    // One that waits for its first request is loaded by being asked for.
    private async Task<bool> IsThereAsync(string needed, TimeSpan waited, CancellationToken cancellationToken)
    {
        try
        {
            using var handle = await models.AcquireAsync(new ModelSelector(needed), cancellationToken);
            return true;
        }
        catch (ServingException e)
        {
            var versions = models.Statuses.Where(status => status.Name == needed).ToList();
            if (versions.Count == 0 && waited < Unheard)
                return false;
            // It may have become available since it was asked.
            if (versions.Exists(version => version.State <= ServableState.Available))
                return false;
            throw new ServingException(
                ServingErrorCode.Unavailable,
                $"Model '{package.Name}' needs the model '{needed}', and is loaded when that is available. {e.Message}",
                e
            )
            {
                Reason = LoadReasons.MissingModel,
            };
        }
    }
}
