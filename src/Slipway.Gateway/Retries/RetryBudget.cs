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
    private readonly Lock _lock = new();
    private readonly RollingCount _spent = new(time);

    /// <summary>Spends one, if one is left.</summary>
    public bool TrySpend(double part)
    {
        // So that two at once do not both spend the last one. Requests that go well never come here.
        lock (_lock)
        {
            if (_spent.Sum >= spare + (part * requests.Sum))
                return false;
            _spent.Add();
            return true;
        }
    }
}
