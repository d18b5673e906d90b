namespace Slipway.Deployment.Traffic.Ledgers;

/// <summary>A service's traffic at one gateway since that gateway's report before.</summary>
/// <param name="Now">This report's.</param>
/// <param name="Earlier">The last one's of the same gateway; null: it began at 0.</param>
/// <param name="Seconds">Between the two.</param>
internal sealed record GatewayRound(ServiceTraffic Now, ServiceTraffic? Earlier, double Seconds)
{
    /// <summary>Requests in flight or held, on average.</summary>
    public double Concurrency => (Now.ConcurrencySeconds - (Earlier?.ConcurrencySeconds ?? 0)) / Seconds;

    public RevisionTraffic? Before(int revision) =>
        Earlier?.Revisions.FirstOrDefault(each => each.Revision == revision);
}
