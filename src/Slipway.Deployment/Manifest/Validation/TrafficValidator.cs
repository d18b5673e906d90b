using System.Buffers;
using System.Globalization;
using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>How the gateway treats a service's requests.</summary>
internal sealed class TrafficValidator : ServiceValidator
{
    private const int MostHeld = 1_000_000;
    private const int MostAttempts = 10;
    private const int MostRoutes = 100;

    private static readonly string[] Labels = ["stable", "candidate"];

    // RFC 9110, 5.6.2: what names of headers and of cookies are made of.
    private static readonly SearchValues<char> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        if (service.Traffic is not { } traffic)
            return;
        var place = NodePath.Join(path, "traffic");
        findings.Positive(NodePath.Join(place, "timeout"), traffic.Timeout);
        findings.Within(NodePath.Join(place, "max_held"), (int?)traffic.MaxHeld, 0, MostHeld);
        findings.Within(NodePath.Join(place, "max_in_flight"), traffic.MaxInFlight, 1, int.MaxValue);
        CheckRetries(traffic, place, findings);
        CheckBreaker(traffic.CircuitBreaker, NodePath.Join(place, "circuit_breaker"), findings);
        CheckSticky(traffic.Sticky, NodePath.Join(place, "sticky"), findings);
        var routes = NodePath.Join(place, "routes");
        if (traffic.Routes.Count > MostRoutes)
            findings.AddToKey(routes, $"there are {traffic.Routes.Count} routes; at most {MostRoutes} are taken");
        for (var i = 0; i < Math.Min(traffic.Routes.Count, MostRoutes); i++)
        {
            CheckRoute(traffic.Routes[i], NodePath.Join(routes, i), findings);
        }
    }

    private static void CheckRetries(TrafficConfig traffic, string place, ManifestFindings findings)
    {
        var retries = NodePath.Join(place, "retries");
        findings.Within(NodePath.Join(retries, "attempts"), (int?)traffic.Retries.Attempts, 0, MostAttempts);
        findings.Within(NodePath.Join(retries, "max_body_bytes"), (int?)traffic.Retries.MaxBodyBytes, 0, int.MaxValue);
        findings.Within(NodePath.Join(retries, "budget"), (double?)traffic.Retries.Budget, 0, 1);
        if (traffic.Hedging is not { } hedging)
            return;
        var hedges = NodePath.Join(place, "hedging");
        findings.Positive(NodePath.Join(hedges, "after"), hedging.After);
        findings.Positive(NodePath.Join(hedges, "budget"), hedging.Budget, 1);
        if (traffic.Stateful)
            findings.AddToKey(hedges, "the service is stateful: none of its requests is sent twice");
    }

    private static void CheckBreaker(CircuitBreakerConfig breaker, string place, ManifestFindings findings)
    {
        findings.Positive(NodePath.Join(place, "failure_rate"), breaker.FailureRate, 1);
        findings.Within(NodePath.Join(place, "minimum_requests"), (int?)breaker.MinimumRequests, 1, int.MaxValue);
        findings.Positive(NodePath.Join(place, "window"), breaker.Window);
        findings.Positive(NodePath.Join(place, "open_for"), breaker.OpenFor);
    }

    private static void CheckSticky(StickyConfig? sticky, string place, ManifestFindings findings)
    {
        if (sticky is null)
            return;
        if (sticky is { Header: null, Cookie: null })
            findings.AddMissing(place, "nothing says what keeps a caller at a revision: give it a header or a cookie");
        if (sticky is { Header: not null, Cookie: not null })
            findings.AddToKey(NodePath.Join(place, "cookie"), "it has a header already; one of the two is enough");
        CheckToken(sticky.Header, NodePath.Join(place, "header"), "header", findings);
        CheckToken(sticky.Cookie, NodePath.Join(place, "cookie"), "cookie", findings);
    }

    private static void CheckRoute(HeaderRouteConfig route, string place, ManifestFindings findings)
    {
        if (route.Header.Length == 0)
            findings.AddMissing(place, "it names no header");
        else
            CheckToken(route.Header, NodePath.Join(place, "header"), "header", findings);
        var isNumber =
            int.TryParse(route.Revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        if (route.Revision.Length == 0)
            findings.AddMissing(place, "it names no revision: stable, candidate, or a number");
        else if (!isNumber && !Labels.Contains(route.Revision))
            findings.Add(
                NodePath.Join(place, "revision"),
                $"'{route.Revision}' is no revision: stable, candidate, or a number from 1 on{NearMiss.Hint(route.Revision, Labels)}"
            );
    }

    private static void CheckToken(string? name, string path, string what, ManifestFindings findings)
    {
        if (name is not null && (name.Length is 0 or > 128 || name.AsSpan().ContainsAnyExcept(Token)))
            findings.Add(path, $"'{name}' cannot be the name of a {what}");
    }
}
