using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Fleets;

/// <summary>Which services may start: those whose predecessors have been ready.</summary>
internal static class StartOrder
{
    public static bool MayStart(ServiceUnit unit, IReadOnlyDictionary<string, ManagedService> all) =>
        unit.HasBeenReady || Waits(unit, all).Count == 0;

    /// <summary>The services that it waits for.</summary>
    public static IReadOnlyList<string> Waits(ServiceUnit unit, IReadOnlyDictionary<string, ManagedService> all) =>
        [
            .. (unit.Config.StartsAfter ?? []).Where(name =>
                all.TryGetValue(name, out var other) && other.Unit is { HasBeenReady: false, Desired: > 0 }
            ),
        ];
}
