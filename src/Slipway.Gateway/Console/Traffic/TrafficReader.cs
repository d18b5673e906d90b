using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Pipelines.Statistics;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Console.Traffic;

/// <summary>Reads what the gateway has counted.</summary>
internal sealed class TrafficReader(
    TrafficReporter reporter,
    TableStore tables,
    PipelineBooks pipelines,
    TimeProvider time
)
{
    public TrafficMoment Read() => Read(reporter.Report());

    /// <param name="report">Of now.</param>
    public TrafficMoment Read(TrafficReport report)
    {
        var series = new Dictionary<SeriesKey, TrafficCounts>();
        foreach (var service in report.Services)
        {
            var all = new RevisionCounts();
            foreach (var revision in service.Revisions)
            {
                var counts = RevisionCounts.Of(revision);
                all = all.Plus(counts);
                series[SeriesKey.OfRevision(service.Service, revision.Revision)] = new(counts, revision.InFlight, 0);
            }

            var inFlight = service.Revisions.Sum(revision => revision.InFlight);
            series[SeriesKey.Service(service.Service)] = new(all, inFlight, service.Held);
        }

        foreach (var route in tables.Current.Source.Pipelines)
        {
            var counters = pipelines.Of(route.Name);
            series[SeriesKey.Pipeline(route.Name)] = Counts(counters);
            foreach (var (name, step) in counters.Steps)
            {
                series[SeriesKey.OfStep(route.Name, name)] = Counts(step);
            }
        }

        return new TrafficMoment(time.GetTimestamp(), time.GetUtcNow(), series);
    }

    private static TrafficCounts Counts(PipelineCounters counters)
    {
        // Failures first: never more of them than requests.
        var failures = counters.Failures;
        var counts = new RevisionCounts
        {
            Failures = failures,
            Requests = counters.Requests,
            Latency = counters.Latency,
        };
        return new TrafficCounts(counts, counters.InFlight, 0);
    }
}
