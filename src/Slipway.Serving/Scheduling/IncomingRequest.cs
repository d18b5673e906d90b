using Slipway.Serving.Scheduling.Queueing;

namespace Slipway.Serving.Scheduling;

/// <summary>
/// A request that has been announced and is being read. Others are told to wait for it until this is disposed, once: when
/// the request has been read, or has turned out not to be one.
/// </summary>
public readonly struct IncomingRequest : IDisposable
{
    private readonly RecentCount? _incoming;
    private readonly long _entered;

    internal IncomingRequest(RecentCount incoming, long now)
    {
        _incoming = incoming;
        _entered = incoming.Enter(now);
    }

    public void Dispose() => _incoming?.Leave(_entered);
}
