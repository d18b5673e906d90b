using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Retries;

/// <summary>
/// How many requests are sent again (or a second time beforehand): a part of the requests of the last seconds, and a few more so
/// that there are some where requests are rare. Thread-safe.
/// </summary>
/// <param name="requests">All requests of the service.</param>
/// <param name="spare">How many there are in any case.</param>
/// <param name="time">Tells which are the last.</param>
internal sealed class RetryBudget(RollingCount requests, int spare, TimeProvider time)
{
    private readonly RollingCount _spent = new(time);

    /// <summary>Whether one is left. Two at once may spend the last one both: a bound that holds to within the threads will do.</summary>
    public bool Allows(double part) => _spent.Sum < spare + (part * requests.Sum);

    public void Spend() => _spent.Add();
}
