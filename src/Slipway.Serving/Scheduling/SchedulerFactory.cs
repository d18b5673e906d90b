using Slipway.Models;

namespace Slipway.Serving.Scheduling;

/// <summary>Chooses and sets up the scheduler of a version from its configuration.</summary>
internal static class SchedulerFactory
{
    public static IScheduler Create(ModelPackage package, IServable servable)
    {
        var config = package.Config.Scheduling;
        var concurrency = Math.Max(1, config.MaxConcurrency ?? servable.Concurrency);
        return new DirectScheduler(package.Name, servable, concurrency, config.MaxQueue);
    }
}
