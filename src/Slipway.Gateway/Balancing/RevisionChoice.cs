using System.Globalization;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Balancing;

/// <summary>Which revision a request goes to.</summary>
internal static class RevisionChoice
{
    /// <summary>The one that the first fitting header route names; null where none fits, or what it names has no replicas.</summary>
    public static RevisionRouting? ByHeader(ServiceRouting service, IHeaderDictionary headers)
    {
        foreach (var route in service.Traffic.Routes)
        {
            if (!headers.TryGetValue(route.Header, out var value))
                continue;
            if (route.Value is not null && !string.Equals(value.ToString(), route.Value, StringComparison.Ordinal))
                continue;
            return Named(service, route) is { Replicas.Length: > 0 } revision ? revision : null;
        }

        return null;
    }

    /// <summary>By the weights; null where no revision has both a weight and replicas.</summary>
    public static RevisionRouting? Drawn(ServiceRouting service, Random random)
    {
        var split = service.Split;
        if (split.Length <= 1)
            return split.Length == 0 ? null : split[0];
        var left = random.NextDouble() * service.Weight;
        foreach (var revision in split)
        {
            left -= revision.Route.Weight;
            if (left < 0)
                return revision;
        }

        return split[^1];
    }

    /// <summary>
    /// By the weights, the same for the same caller. The candidate is asked first whether it takes the caller, then the next, each
    /// by a hash with its own number: who is at a revision stays as long as the weight of that one does not shrink, whatever
    /// becomes of the others'.
    /// </summary>
    public static RevisionRouting? OfCaller(ServiceRouting service, string caller)
    {
        var split = service.Split;
        var left = service.Weight;
        for (var i = 0; i < split.Length - 1; i++)
        {
            if (StableHash.Part(caller, split[i].Number) * left < split[i].Route.Weight)
                return split[i];
            left -= split[i].Route.Weight;
        }

        return split.Length == 0 ? null : split[^1];
    }

    private static RevisionRouting? Named(ServiceRouting service, HeaderRouteConfig route) =>
        route.Revision switch
        {
            "stable" => Labelled(service, "stable"),
            "candidate" => Labelled(service, "candidate") ?? Labelled(service, "stable"),
            var number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
                ? Array.Find(service.Revisions, revision => revision.Number == wanted)
                : null,
        };

    private static RevisionRouting? Labelled(ServiceRouting service, string label) =>
        Array.Find(service.Revisions, revision => revision.Route.Label == label);
}
