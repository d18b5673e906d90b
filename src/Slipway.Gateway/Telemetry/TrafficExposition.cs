using System.Globalization;
using Slipway.Deployment.Traffic;

namespace Slipway.Gateway.Telemetry;

/// <summary>A report of traffic as metrics.</summary>
internal static class TrafficExposition
{
    private const string Prefix = "slipway_gateway_";
    private const string Duration = Prefix + "request_duration_seconds";

    // Prometheus' usual bounds of latencies, from 1 ms to a minute.
    private static readonly double[] Bounds =
    [
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
    ];

    public static string Write(TrafficReport report, bool openMetrics)
    {
        var page = new Exposition(openMetrics);
        OfRevisions(
            "requests",
            "Requests that were answered from a revision, failures included.",
            each => each.Requests
        );
        OfRevisions(
            "failures",
            "Those that failed: 5xx but 501, broken connections, and their like in gRPC.",
            each => each.Failures
        );
        page.Gauge(Prefix + "in_flight", "Requests at a revision now.");
        foreach (var (service, revision) in Revisions(report))
        {
            page.Sample(Prefix + "in_flight", revision.InFlight, Labels(service, revision));
        }

        page.Gauge(Prefix + "held", "Requests that wait for a replica now.");
        foreach (var service in report.Services)
        {
            page.Sample(Prefix + "held", service.Held, ("service", service.Service));
        }

        page.Counter(Prefix + "concurrency_seconds", "Requests in flight or waiting, integrated over time.");
        foreach (var service in report.Services)
        {
            page.Sample(Prefix + "concurrency_seconds_total", service.ConcurrencySeconds, ("service", service.Service));
        }

        WriteDurations(page, report);
        OfRevisions("mirror_requests", "Copies of requests that a revision got.", each => each.Mirror.Requests);
        OfRevisions("mirror_failures", "Copies that failed.", each => each.Mirror.Failures);
        OfRevisions("mirror_compared", "Pairs of answers that were compared.", each => each.Mirror.Compared);
        OfRevisions("mirror_agreed", "Pairs that agreed.", each => each.Mirror.Agreed);
        OfRevisions("mirror_skipped", "Copies that were not made.", each => each.Mirror.Skipped);
        page.Gauge(Prefix + "replica_healthy", "1 where a replica gets requests, 0 where it is left alone.");
        foreach (var (service, revision) in Revisions(report))
        {
            foreach (var replica in revision.Endpoints)
            {
                page.Sample(
                    Prefix + "replica_healthy",
                    replica.Healthy ? 1 : 0,
                    [.. Labels(service, revision), ("replica", replica.Replica)]
                );
            }
        }

        page.Gauge(Prefix + "routes_generation", "The routing table that is applied.");
        page.Sample(Prefix + "routes_generation", report.Generation);
        return page.ToString();

        void OfRevisions(string name, string help, Func<RevisionTraffic, long> value)
        {
            page.Counter(Prefix + name, help);
            foreach (var (service, revision) in Revisions(report))
            {
                page.Sample(Prefix + name + "_total", value(revision), Labels(service, revision));
            }
        }
    }

    private static void WriteDurations(Exposition page, TrafficReport report)
    {
        page.Histogram(
            Duration,
            "From when a request was sent to a replica to the end of the answer, of those that did not fail."
        );
        foreach (var (service, revision) in Revisions(report))
        {
            var labels = Labels(service, revision);
            var total = revision.Latency.Counts.Values.Sum();
            foreach (var bound in Bounds)
            {
                var until = LatencyCounts.BucketOf(TimeSpan.FromSeconds(bound));
                var count = revision.Latency.Counts.TakeWhile(pair => pair.Key < until).Sum(pair => pair.Value);
                var text = bound.ToString(CultureInfo.InvariantCulture);
                page.Sample(Duration + "_bucket", count, [.. labels, ("le", text)]);
            }

            page.Sample(Duration + "_bucket", total, [.. labels, ("le", "+Inf")]);
            page.Sample(Duration + "_sum", revision.Latency.Sum, labels);
            page.Sample(Duration + "_count", total, labels);
        }
    }

    private static IEnumerable<(ServiceTraffic Service, RevisionTraffic Revision)> Revisions(TrafficReport report) =>
        report.Services.SelectMany(service => service.Revisions.Select(revision => (service, revision)));

    private static (string, string)[] Labels(ServiceTraffic service, RevisionTraffic revision) =>
        [("service", service.Service), ("revision", revision.Revision.ToString(CultureInfo.InvariantCulture))];
}
