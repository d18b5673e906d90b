using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Writing;

/// <summary>
/// Fields of the type <c>MicroTime</c>, which the server reads with six digits after the point and not otherwise; other times may
/// have any number.
/// </summary>
internal static class MicroTimes
{
    private const string Layout = "yyyy-MM-dd'T'HH:mm:ss.ffffffK";

    private static readonly Dictionary<string, string[][]> Fields = new(StringComparer.Ordinal)
    {
        ["events"] =
        [
            ["eventTime"],
            ["series", "lastObservedTime"],
        ],
        ["events.events.k8s.io"] =
        [
            ["eventTime"],
            ["series", "lastObservedTime"],
        ],
        ["leases.coordination.k8s.io"] =
        [
            ["spec", "acquireTime"],
            ["spec", "renewTime"],
        ],
    };

    /// <exception cref="StatusException">One of another form: 400.</exception>
    public static void Check(ResourceKind kind, JsonObject next)
    {
        foreach (var path in Fields.GetValueOrDefault(kind.GroupResource, []))
        {
            if (next.Text(path) is { } time && !IsOne(time))
            {
                throw StatusException.BadRequest(
                    $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: parsing time \"{time}\" as "
                        + "\"2006-01-02T15:04:05.000000Z07:00\""
                );
            }
        }
    }

    private static bool IsOne(string time) =>
        DateTimeOffset.TryParseExact(time, Layout, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
