using System.Globalization;
using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Cli.Fleets.Views;

/// <summary>The figures of a service in as few letters as a column has.</summary>
internal static class Figures
{
    private const string Nothing = "-";

    /// <summary>The revisions that have traffic or are about to, the older first: <c>3</c>, or <c>3, 4</c>.</summary>
    public static string Revisions(ServiceStatus service) =>
        Join(service, ", ", revision => revision.Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Their parts of the traffic in percent: <c>100</c>, or <c>95/5</c>.</summary>
    public static string Traffic(ServiceStatus service) => Join(service, "/", revision => Percent(revision.Weight));

    public static string Ready(ServiceStatus service) =>
        string.Create(CultureInfo.InvariantCulture, $"{service.Ready}/{service.Desired}");

    /// <summary>Requests per second.</summary>
    public static string Rate(double rate) =>
        rate.ToString(
            rate switch
            {
                0 => "0",
                < 10 => "0.0",
                _ => "0",
            },
            CultureInfo.InvariantCulture
        );

    public static string Milliseconds(double? time) =>
        time switch
        {
            null => Nothing,
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{time:0.00} ms"),
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{time:0.0} ms"),
            < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{time:0} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time / 1000:0.0} s"),
        };

    /// <summary>A part of a whole: <c>5 %</c>; a few among many are not told as none.</summary>
    public static string Part(double part) =>
        part is > 0 and < 0.001 ? "<0.1 %" : string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.#} %");

    public static string Memory(long bytes) => bytes > 0 ? ByteSize.Of(bytes) : Nothing;

    private static string Percent(double weight) => (weight * 100).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Join(ServiceStatus service, string separator, Func<RevisionStatus, string> text)
    {
        var shown = service
            .Revisions.Where(revision => revision.Weight > 0 || revision.Label is not null)
            .OrderBy(revision => revision.Number)
            .Select(text)
            .ToList();
        return shown.Count > 0 ? string.Join(separator, shown) : Nothing;
    }
}
