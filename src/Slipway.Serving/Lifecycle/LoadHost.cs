using Microsoft.Extensions.Logging;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling;
using Slipway.Serving.Signatures;
using Slipway.Serving.Tasks;
using Slipway.Tasks;

namespace Slipway.Serving.Lifecycle;

/// <summary>What all models of a manager share when they load: places, memory, time, and who is told.</summary>
internal sealed class LoadHost(
    LifecycleOptions options,
    IWarmup? warmup,
    IReadOnlyList<IModelTask> tasks,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private const int MostSamples = 8;

    private readonly TypedSides _typed = new(tasks, log);
    private readonly SchedulerFactory _schedulers = new(time, log);
    private readonly SemaphoreSlim _places = new(Math.Max(1, options.MaxConcurrentLoads));

    public LifecycleOptions Options => options;

    public TimeProvider Time => time;

    public ILogger Log => log;

    public MemoryBudget Budget { get; } = new(options.MemoryBudget, options.BudgetWait, time);

    /// <summary>A version has changed its state or its health. Never throws.</summary>
    public required Action Changed { get; init; }

    /// <summary>A version has become available, after <see cref="Changed"/>. Never throws.</summary>
    public required Action Came { get; init; }

    /// <summary>An attempt to load has ended. Never throws.</summary>
    public required Action<LoadOutcome> Finished { get; init; }

    /// <summary>
    /// Loads one version: other models that it needs first, then memory, then a place among the concurrent loads. Never
    /// throws; the version keeps its error, and what was booked for it is given back. A version that does not warm up
    /// has not loaded.
    /// </summary>
    public async Task<LoadOutcome> LoadAsync(
        ServableVersion version,
        Func<IServableLoader> createLoader,
        CancellationToken cancellationToken
    )
    {
        log.Loading(version.Name, version.Version, version.Package.ArtifactPath);
        foreach (var remark in version.Package.Config.Remarks)
        {
            log.Remark(version.Name, version.Version, remark);
        }

        var started = time.GetTimestamp();
        await version.LoadAsync(
            token => LoadAsync(version, createLoader(), () => started = time.GetTimestamp(), token),
            cancellationToken
        );
        if (version.Error is not null)
            GiveBack(version);
        else
            version.Servable!.FaultChanged += Changed;
        var outcome = new LoadOutcome(version.Name, version.Version, time.GetElapsedTime(started), version.Error);
        Finished(outcome);
        return outcome;
    }

    /// <summary>Gives back what was booked for a version that is gone.</summary>
    public void GiveBack(ServableVersion version)
    {
        if (version.ReservedBytes == 0)
            return;
        Budget.Release(version.ReservedBytes);
        version.ReservedBytes = 0;
    }

    public void Dispose() => _places.Dispose();

    private async Task<LoadedServable> LoadAsync(
        ServableVersion version,
        IServableLoader loader,
        Action starting,
        CancellationToken cancellationToken
    )
    {
        await loader.PrepareAsync(cancellationToken);
        var bytes = version.Package.Config.MemoryBytes ?? loader.EstimateBytes();
        await Budget.ReserveAsync($"Model '{version.Name}' version {version.Version}", bytes, cancellationToken);
        version.ReservedBytes = bytes;
        await _places.WaitAsync(cancellationToken);
        try
        {
            starting();
            var servable = await loader.LoadAsync(cancellationToken);
            try
            {
                var own = (servable as ITypedServable)?.Typed;
                servable = ConfiguredServable.Wrap(servable, version.Package);
                if (warmup is not null)
                    await warmup.WarmUpAsync(version.Package, servable, cancellationToken);
                var typed = await _typed.LoadAsync(own, version.Package, servable, cancellationToken);
                var scheduler = await ScheduleAsync(version.Package, servable, typed, cancellationToken);
                return new LoadedServable(servable, scheduler, typed with { Samples = [] });
            }
            catch
            {
                await servable.DisposeAsync();
                throw;
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<IScheduler> ScheduleAsync(
        ModelPackage package,
        IServable servable,
        TypedSide typed,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<InferenceRequest> samples = [];
        try
        {
            if (warmup is not null)
                samples = await warmup.ReadSamplesAsync(package, servable, MostSamples, cancellationToken);
            IReadOnlyList<InferenceRequest> known = [.. samples, .. typed.Samples];
            return await _schedulers.CreateAsync(package, servable, known, typed.Padding, cancellationToken);
        }
        finally
        {
            foreach (var sample in samples.Concat(typed.Samples))
            {
                sample.Dispose();
            }
        }
    }
}
