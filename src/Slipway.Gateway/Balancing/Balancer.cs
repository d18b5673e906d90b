using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Balancing;

/// <summary>Finds a place for a request: first the revision, then the replica.</summary>
internal sealed class Balancer(TimeProvider time, Random random)
{
    /// <summary>For a request that has not been anywhere.</summary>
    public Seat TryTake(Call call, out Place place)
    {
        place = default;
        var service = call.Service;
        var pinned = service.Traffic.Routes.Count > 0 ? RevisionChoice.ByHeader(service, call.Headers) : null;
        call.IsPinned = pinned is not null;
        var revision =
            pinned
            ?? (
                call.Caller is { } caller
                    ? RevisionChoice.OfCaller(service, caller)
                    : RevisionChoice.Drawn(service, random)
            );
        if (revision is null)
            return Seat.NoReplica;
        return TryTake(call, revision, tried: null, out place) ? Seat.Taken : Seat.Full;
    }

    /// <summary>
    /// For a request that failed where it was: another replica of the same revision, else one of another revision, as long as no
    /// header asks for this one.
    /// </summary>
    public bool TryTakeOther(Call call, out Place place)
    {
        place = default;
        var number = call.At.Revision.Number;
        var same = Array.Find(call.Service.Revisions, revision => revision.Number == number);
        if (same is { Replicas.Length: > 0 } && TryTake(call, same, call.Tried, out place))
            return true;
        if (call.IsPinned)
            return false;
        foreach (var revision in call.Service.Split)
        {
            if (revision.Number != number && TryTake(call, revision, call.Tried, out place))
                return true;
        }

        return false;
    }

    /// <summary>For a request that is sent a second time while it is where it is: elsewhere in the revision.</summary>
    public bool TryTakeBeside(Call call, out Place place)
    {
        var revision = call.At.Revision;
        place = default;
        return revision.Replicas.Length > 1 && TryTake(call, revision, [call.At.Replica], out place);
    }

    /// <summary>Anywhere in the revision, also where it has failed before.</summary>
    public bool TryTakeAgain(Call call, out Place place)
    {
        place = default;
        var number = call.At.Revision.Number;
        var same = Array.Find(call.Service.Revisions, revision => revision.Number == number);
        return same is { Replicas.Length: > 0 } && TryTake(call, same, tried: null, out place);
    }

    private bool TryTake(Call call, RevisionRouting revision, List<Replica>? tried, out Place place)
    {
        var most = call.Service.Traffic.MaxInFlight ?? int.MaxValue;
        ReplicaPlace found;
        if (call.Caller is { } caller && call.Service.Traffic.Stateful)
        {
            // Its state is there and nowhere else.
            var home = ReplicaChoice.OfCaller(revision.Replicas, caller);
            var isTaken = home?.Counters.TryBegin(most) == true;
            found = isTaken ? new ReplicaPlace(home!, IsTrying: false) : default;
            place = isTaken ? new Place(revision, home!, false, time.GetTimestamp()) : default;
            return isTaken;
        }

        var taken = ReplicaChoice.TryTake(revision.Replicas, most, tried, random, out found);
        place = taken ? new Place(revision, found.Replica, found.IsTrying, time.GetTimestamp()) : default;
        return taken;
    }
}

/// <summary>Whether a place was found.</summary>
internal enum Seat
{
    Taken = 0,

    /// <summary>No revision with a part of the traffic has a replica.</summary>
    NoReplica,

    /// <summary>Every replica has as many requests as it may have.</summary>
    Full,
}
