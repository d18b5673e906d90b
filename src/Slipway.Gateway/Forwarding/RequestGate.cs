using Slipway.Deployment.Manifest;
using Slipway.Gateway.Failures;

namespace Slipway.Gateway.Forwarding;

/// <summary>Counts the requests that are there, over all services, and says when there are enough. Thread-safe.</summary>
internal sealed class RequestGate(GatewayConfig config)
{
    private int _inside;

    /// <summary>What those are told that are too many.</summary>
    public Refusal Refusal { get; } =
        Refusal.Unavailable(
            $"The gateway has the {config.MaxConcurrency} requests that gateway.max_concurrency allows; try again."
        );

    public int Inside => Volatile.Read(ref _inside);

    /// <summary>False, and nothing is to be given back, where there are as many as may be.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= config.MaxConcurrency)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);
}
