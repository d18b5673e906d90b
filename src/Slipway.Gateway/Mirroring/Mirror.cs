using Slipway.Gateway.Balancing;
using Slipway.Gateway.Bodies;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Mirroring;

/// <summary>
/// Sends copies of requests to another revision, whose answers nobody gets. A copy is sent by a task of its own: what becomes of
/// it, and how long it takes, is nothing to the request. Thread-safe.
/// </summary>
internal sealed class Mirror(UpstreamClients clients, Random random, TimeProvider time)
{
    /// <summary>Larger bodies, and answers, are not copied.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Copies that are on their way at the same time, over all services; one more is not made.</summary>
    public const int MostCopies = 32;

    private int _copies;

    /// <summary>Whether a request is one of those that are copied.</summary>
    public bool Draws(ServiceRouting service) =>
        service.Route.Mirror is { } mirror && random.NextDouble() < mirror.Share;

    /// <summary>Sends a copy of what is about to be sent.</summary>
    /// <returns>What wants to know of the answer; null where no copy was made.</returns>
    public MirroredRequest? TryBegin(Call call, HttpRequestMessage request)
    {
        if (!call.IsMirrored || call.Service.Route.Mirror is not { } mirror)
            return null;
        var revision = Array.Find(call.Service.Revisions, each => each.Number == mirror.Revision);
        if (revision is null || revision.Number == call.At.Revision.Number)
            return null;
        var counters = revision.State.Mirror;
        if (request.Content is not null && (call.Body is not { } body || body.Length > MostBytes || !body.TryHold()))
        {
            counters.Skip();
            return null;
        }

        var isFull = Interlocked.Increment(ref _copies) > MostCopies;
        if (isFull || !ReplicaChoice.TryTake(revision.Replicas, int.MaxValue, null, random, out var place))
        {
            Interlocked.Decrement(ref _copies);
            call.Body?.Release();
            counters.Skip();
            return null;
        }

        var copy = RequestCopy.Of(request, call.Body);
        copy.RequestUri = call.AddressAt(place.Replica);
        var mirrored = new MirroredRequest(call, mirror, revision, place, copy, clients.Of(call.Surface), time);
        _ = Task.Run(() => RunAsync(mirrored, call.Body), CancellationToken.None);
        return mirrored;
    }

    private async Task RunAsync(MirroredRequest mirrored, KeptBody? body)
    {
        try
        {
            await mirrored.RunAsync();
        }
        finally
        {
            body?.Release();
            Interlocked.Decrement(ref _copies);
        }
    }
}
