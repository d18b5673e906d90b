using Slipway.Models;
using Slipway.Serving.Scheduling;
using Slipway.Serving.Tasks;

namespace Slipway.Serving.Lifecycle;

/// <summary>A version that can compute, and what stands in front of it. Both belong to whoever holds this.</summary>
/// <param name="Servable">The version.</param>
/// <param name="Scheduler">Its queue.</param>
/// <param name="Typed">Its typed side, or why it has none.</param>
internal readonly record struct LoadedServable(IServable Servable, IScheduler Scheduler, TypedSide Typed);
