using System.Collections.Concurrent;
using Slipway.Deployment.Traffic;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Gateways;

/// <summary>The traffic of each namespace, which has its own gateways. Safe for many threads.</summary>
/// <param name="began">When counting began.</param>
internal sealed class TrafficLedgers(DateTimeOffset began)
{
    private readonly ConcurrentDictionary<string, TrafficLedger> _ledgers = new(StringComparer.Ordinal);

    /// <summary>Adds what the gateways of a namespace have said.</summary>
    public void Add(string space, IReadOnlyCollection<TrafficReport> round, DateTimeOffset at)
    {
        var ledger = Of(space);
        lock (ledger)
        {
            ledger.Add(round, at);
        }
    }

    /// <summary>Reads a service's; the ledger is not to be kept.</summary>
    public TResult Read<TResult>(ObjectName service, Func<ServiceLedger, TResult> read)
    {
        var ledger = Of(service.Namespace);
        lock (ledger)
        {
            return read(ledger.Of(service.Name));
        }
    }

    /// <summary>Requests are being answered, or wait.</summary>
    public bool IsBusy(ObjectName service) => Read(service, ledger => ledger.InFlight + ledger.Held > 0);

    public void Remove(ObjectName service)
    {
        var ledger = Of(service.Namespace);
        lock (ledger)
        {
            ledger.Remove(service.Name);
        }
    }

    private TrafficLedger Of(string space) => _ledgers.GetOrAdd(space, _ => new TrafficLedger(began));
}
