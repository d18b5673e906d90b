using Slipway.Deployment.Traffic;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Statistics;

/// <summary>Reads all counts.</summary>
internal sealed class TrafficReporter(TableStore tables, TimeProvider time)
{
    private readonly string _gateway = Guid.NewGuid().ToString("N");
    private readonly long _started = time.GetTimestamp();

    public TrafficReport Report()
    {
        var table = tables.Current;
        return new TrafficReport
        {
            Gateway = _gateway,
            Seconds = time.GetElapsedTime(_started).TotalSeconds,
            Generation = table.Source.Generation,
            Services = [.. table.Services.Select(Of)],
        };
    }

    private static ServiceTraffic Of(ServiceRouting service) =>
        new()
        {
            Service = service.Name,
            Held = service.State.Room.Held,
            ConcurrencySeconds = service.State.Concurrency.Seconds,
            Revisions = [.. service.Revisions.Select(Of)],
        };

    private static RevisionTraffic Of(RevisionRouting revision)
    {
        var counters = revision.State.Counters;
        // Failures first: what ends meanwhile may make them too few, but never more than the requests.
        var failures = counters.Failures;
        return new RevisionTraffic
        {
            Revision = revision.Number,
            Failures = failures,
            Requests = counters.Requests,
            InFlight = counters.InFlight,
            Latency = counters.Latency.Read(),
            Mirror = revision.State.Mirror.Read(),
            Endpoints = [.. revision.State.Present(revision.Replicas).Select(Of)],
        };
    }

    private static EndpointTraffic Of(Replica replica)
    {
        var failures = replica.Counters.Failures;
        return new EndpointTraffic
        {
            Replica = replica.Name,
            Failures = failures,
            Requests = replica.Counters.Requests,
            InFlight = replica.Counters.InFlight,
            Healthy = replica.Breaker.MayTry,
        };
    }
}
