using System.Globalization;
using System.Text;
using Grpc.Core;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Serving.Telemetry;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>
/// The metrics under TensorFlow Serving's names, in Prometheus' text format 0.0.4. They are read from the engine's
/// books, so they count the requests of every protocol. Names that begin with a colon are valid there.
/// </summary>
internal static class PrometheusPage
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string Prefix = ":tensorflow:serving:";

    public static string Of(IReadOnlyList<ModelBook> books)
    {
        var page = new StringBuilder();
        Head(page, "request_count", "counter", "The total number of requests.");
        foreach (var book in books)
        {
            foreach (var (status, count) in Statuses(book))
            {
                Line(page, "request_count", $"model_name=\"{Escape(book.Model)}\",status=\"{status}\"", count);
            }
        }

        Histograms(
            page,
            "request_latency",
            "Distribution of wall time (in microseconds) from the decoded request to the computed answer.",
            books.Select(book => (book.Model, book.Requests))
        );
        Histograms(
            page,
            "runtime_latency",
            "Distribution of wall time (in microseconds) in the engine.",
            books.Select(book => (book.Model, book.Computing))
        );
        return page.ToString();
    }

    // By the status that a caller over gRPC sees: several of our codes are one of those.
    private static IEnumerable<(string Status, long Count)> Statuses(ModelBook book)
    {
        yield return (NameOf(StatusCode.OK), book.Successes);
        var failures = Enum.GetValues<ServingErrorCode>()
            .GroupBy(GrpcStatusTable.TensorFlowServing)
            .Select(group => (Status: group.Key, Count: group.Sum(book.Failures)))
            .Where(failure => failure.Count > 0)
            .OrderBy(failure => failure.Status);
        foreach (var (status, count) in failures)
        {
            yield return (NameOf(status), count);
        }
    }

    // Both enums have the same numbers; this one knows its names in capitals.
    private static string NameOf(StatusCode status) =>
        ErrorCodesReflection.Descriptor.EnumTypes[0].FindValueByNumber((int)status).Name;

    private static void Histograms(
        StringBuilder page,
        string name,
        string help,
        IEnumerable<(string Model, LatencyHistogram Histogram)> histograms
    )
    {
        Head(page, name, "histogram", help);
        foreach (var (model, histogram) in histograms)
        {
            var labels = $"model_name=\"{Escape(model)}\"";
            var (counts, below) = (histogram.Counts, 0L);
            for (var i = 0; i < counts.Length; i++)
            {
                below += counts[i];
                Line(page, name + "_bucket", $"{labels},le=\"{Bound(i)}\"", below);
            }

            var sum = histogram.SumInMicroseconds.ToString("R", CultureInfo.InvariantCulture);
            page.Append(Prefix).Append(name).Append("_sum{").Append(labels).Append("} ").Append(sum).Append('\n');
            Line(page, name + "_count", labels, below);
        }
    }

    // Six digits, as TensorFlow Serving writes them: dashboards compare the text.
    private static string Bound(int index) =>
        index == LatencyHistogram.BoundsInMicroseconds.Count
            ? "+Inf"
            : LatencyHistogram
                .BoundsInMicroseconds[index]
                .ToString("G6", CultureInfo.InvariantCulture)
                .Replace('E', 'e');

    private static void Head(StringBuilder page, string name, string type, string help)
    {
        page.Append("# HELP ").Append(Prefix).Append(name).Append(' ').Append(help).Append('\n');
        page.Append("# TYPE ").Append(Prefix).Append(name).Append(' ').Append(type).Append('\n');
    }

    private static void Line(StringBuilder page, string name, string labels, long value) =>
        page.Append(Prefix)
            .Append(name)
            .Append('{')
            .Append(labels)
            .Append("} ")
            .Append(value.ToString(CultureInfo.InvariantCulture))
            .Append('\n');

    private static string Escape(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
