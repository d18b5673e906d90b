using Slipway.Gateway.Failures;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Holding;

/// <summary>Has requests wait for services that are to have replicas, and lets them in with the tables.</summary>
internal sealed class Holder
{
    // Requests that are let in for each replica before any of them is answered; then one for each that is.
    private const int PlacesPerReplica = 32;

    private readonly TableStore _tables;

    public Holder(TableStore tables)
    {
        _tables = tables;
        tables.Applied += Open;
    }

    /// <summary>Whether a request must wait: there is no replica, or others are before it.</summary>
    public static bool IsOccupied(ServiceRouting service) => service.State.Room.Held > 0;

    /// <summary>Waits; the call has the service of the newest table then, and a place in the room, which it leaves at its end.</summary>
    /// <returns>Why it is not to go on; null where it is.</returns>
    public async Task<Refusal?> WaitAsync(Call call, CancellationToken cancellationToken)
    {
        var (room, traffic) = (call.Service.State.Room, call.Service.Traffic);
        switch (await room.WaitAsync(traffic.MaxHeld, Timers.Bounded(traffic.HoldTimeout), cancellationToken))
        {
            case HoldResult.Full:
                return Refusals.RoomFull(call.Service);
            case HoldResult.TimedOut:
                return Refusals.HeldTooLong(call.Service);
        }

        call.Room = room;
        if (!_tables.Current.TryFindService(call.Service.Name, out var now))
        {
            call.LeaveRoom();
            return Refusals.Gone(call.Service);
        }

        call.Service = now;
        return null;
    }

    private static void Open(GatewayTable table, IReadOnlyList<ServiceState> gone)
    {
        foreach (var service in table.Services)
        {
            service.State.Room.Open(Places(service));
        }

        // Those that wait for what is not there any more are told.
        foreach (var state in gone)
        {
            state.Room.Open(int.MaxValue);
        }
    }

    private static int Places(ServiceRouting service)
    {
        if (service.Split.Length == 0)
            return service.Route.Holds ? 0 : int.MaxValue;
        var each = Math.Clamp(service.Traffic.MaxInFlight ?? PlacesPerReplica, 1, PlacesPerReplica);
        return each * service.Split.Sum(revision => revision.Replicas.Length);
    }
}
