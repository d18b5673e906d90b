using Slipway.Models;
using Slipway.Serving.Scheduling;

namespace Slipway.Serving.Lifecycle;

/// <summary>A version that can compute, and what stands in front of it. Both belong to whoever holds this.</summary>
internal readonly record struct LoadedServable(IServable Servable, IScheduler Scheduler);
