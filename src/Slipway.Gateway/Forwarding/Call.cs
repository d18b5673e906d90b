using Slipway.Gateway.Bodies;
using Slipway.Gateway.Holding;
using Slipway.Gateway.Mirroring;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// A request on its way to a service: what is known of it, and where it is. Its own flow alone changes it, but for hedges, which
/// have a <see cref="Place"/> of their own.
/// </summary>
internal sealed class Call
{
    /// <summary>As the table of the beginning had it, or the one of the last attempt.</summary>
    public required ServiceRouting Service { get; set; }

    public required Surface Surface { get; init; }

    /// <summary>At the replica, escaped.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>By which the split of traffic goes.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>Timestamp of the arrival.</summary>
    public required long Arrived { get; init; }

    /// <summary>
    /// It asks a model to compute, and counts for its revision; what asks about a model is answered in no time, and would make
    /// every revision look fast and faultless.
    /// </summary>
    public required bool IsInference { get; init; }

    /// <summary>The time that the caller gives for an answer; null where he does not say.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>The caller gives less time than the service would have.</summary>
    public bool IsHurried => Patience < Service.Traffic.Timeout;

    /// <summary>Kept whole; null where it is passed on as it comes, or there is none.</summary>
    public KeptBody? Body { get; set; }

    /// <summary>Sent twice it is what it is sent once, and its body is at hand for that.</summary>
    public bool IsRepeatable { get; set; }

    /// <summary>It is one of those that are copied.</summary>
    public bool IsMirrored { get; set; }

    /// <summary>Its copy; null where none was made.</summary>
    public MirroredRequest? Mirrored { get; set; }

    /// <summary>The caller's key where callers stay at one revision; null where each request is drawn.</summary>
    public string? Caller { get; set; }

    /// <summary>A header names the revision: no other will do.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Where it has waited and has a place that it gives back; null where it has not.</summary>
    public WaitingRoom? Room { get; set; }

    /// <summary>Where it is, or was last.</summary>
    public Place At { get; set; }

    /// <summary>Besides the first.</summary>
    public int Retries { get; set; }

    /// <summary>Those that failed it; null where none did.</summary>
    public List<Replica>? Tried { get; set; }

    /// <summary>Takes the place, which is its own from now on.</summary>
    public void Enter(Place place)
    {
        place.Revision.State.Counters.Begin();
        At = place;
    }

    /// <summary>Lets the next one in, if it has waited itself.</summary>
    public void LeaveRoom()
    {
        Room?.Leave();
        Room = null;
    }

    public Uri AddressAt(Replica replica) =>
        new((Surface == Surface.Grpc ? replica.Endpoint.Grpc : replica.Endpoint.Http) + PathAndQuery, UriKind.Absolute);
}

/// <summary>A request's place at a replica, from when it is sent there.</summary>
internal readonly record struct Place(RevisionRouting Revision, Replica Replica, bool IsTrying, long Since)
{
    public bool IsTaken => Replica is not null;
}
