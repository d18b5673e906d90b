using System.Collections.Concurrent;
using Slipway.Deployment.Traffic;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Gateways;

/// <summary>The traffic of each namespace, which has its own gateways. Safe for many threads.</summary>
/// <param name="began">When counting began.</param>
internal sealed class TrafficLedgers(DateTimeOffset began)
{
    // They are asked each second. Those that were silent for so long have gone, and answer nobody any more.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TrafficLedger> _ledgers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _heard = new(StringComparer.Ordinal);

    /// <summary>Adds what the gateways of a namespace have said.</summary>
    public void Add(string space, IReadOnlyCollection<TrafficReport> round, DateTimeOffset at)
    {
        _heard[space] = at;
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

    /// <summary>As <see cref="IsBusy"/>, by gateways that are still there.</summary>
    public bool IsAnswering(ObjectName service, DateTimeOffset now) =>
        _heard.TryGetValue(service.Namespace, out var at) && now - at < Silence && IsBusy(service);

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
