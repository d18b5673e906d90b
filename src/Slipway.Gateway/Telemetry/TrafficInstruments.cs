using System.Diagnostics;
using System.Diagnostics.Metrics;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Telemetry;

/// <summary>
/// The counts of services as instruments, for a collector. Where nobody listens to them they cost nothing, and the page of
/// metrics reads the counts themselves.
/// </summary>
internal sealed class TrafficInstruments
{
    public const string Name = GatewayTelemetry.Name + ".Traffic";

    private readonly Histogram<double> _duration;
    private readonly TrafficReporter _reporter;

    public TrafficInstruments(IMeterFactory meters, TrafficReporter reporter)
    {
        _reporter = reporter;
        var meter = meters.Create(Name);
        _duration = meter.CreateHistogram<double>(
            "slipway.gateway.request.duration",
            "s",
            "From when a request was sent to the replica to the end of the answer, of those that did not fail."
        );
        meter.CreateObservableCounter(
            "slipway.gateway.requests",
            () => OfRevisions(each => each.Requests),
            "{request}"
        );
        meter.CreateObservableCounter(
            "slipway.gateway.failures",
            () => OfRevisions(each => each.Failures),
            "{request}"
        );
        meter.CreateObservableGauge("slipway.gateway.in_flight", () => OfRevisions(each => each.InFlight), "{request}");
        meter.CreateObservableGauge("slipway.gateway.held", () => OfServices(each => (long)each.Held), "{request}");
        meter.CreateObservableCounter(
            "slipway.gateway.concurrency",
            () => OfServices(each => each.ConcurrencySeconds),
            "s"
        );
    }

    public void Answered(RevisionRouting revision, string service, TimeSpan latency)
    {
        if (_duration.Enabled)
            _duration.Record(
                latency.TotalSeconds,
                new TagList { { "service", service }, { "revision", revision.Number } }
            );
    }

    private IEnumerable<Measurement<long>> OfRevisions(Func<RevisionTraffic, long> value) =>
        from service in _reporter.Report().Services
        from revision in service.Revisions
        select new Measurement<long>(
            value(revision),
            new("service", service.Service),
            new("revision", revision.Revision)
        );

    private IEnumerable<Measurement<T>> OfServices<T>(Func<ServiceTraffic, T> value)
        where T : struct =>
        from service in _reporter.Report().Services
        select new Measurement<T>(value(service), new KeyValuePair<string, object?>("service", service.Service));
}
