using System.Net;
using System.Net.Sockets;
using k8s.Models;
using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>
/// The endpoints of Services, from their EndpointSlices (discovery.k8s.io/v1). Who is ready and does not end gets requests; who ends
/// finishes those that it has. Immutable.
/// </summary>
internal sealed class ClusterEndpoints
{
    /// <summary>The label that says whose a slice is.</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    private const string Http = "http";
    private const string Grpc = "grpc";
    private const string Names = "FQDN";

    private readonly Dictionary<string, IReadOnlyList<EndpointRoute>> _byService;

    private ClusterEndpoints(Dictionary<string, IReadOnlyList<EndpointRoute>> byService) => _byService = byService;

    /// <summary>
    /// An endpoint that moves is in two slices for a moment, and one with two families of addresses in two always (API reference,
    /// EndpointSlice): it is one all the same, and its IPv4 address is taken.
    /// </summary>
    public static ClusterEndpoints Of(IEnumerable<V1EndpointSlice> slices)
    {
        var byService = slices
            .Where(slice => slice.AddressType != Names)
            .GroupBy(slice => slice.Metadata.Labels?.TryGetValue(ServiceLabel, out var name) == true ? name : "")
            .Where(group => group.Key.Length > 0)
            .ToDictionary(
                group => group.Key,
                group =>
                    (IReadOnlyList<EndpointRoute>)
                        [
                            .. group
                                // In an order that does not depend on that of the watch.
                                .OrderBy(slice => slice.AddressType, StringComparer.Ordinal)
                                .ThenBy(slice => slice.Metadata.Name, StringComparer.Ordinal)
                                .SelectMany(Routes)
                                .DistinctBy(endpoint => endpoint.Replica)
                                .OrderBy(endpoint => endpoint.Replica, StringComparer.Ordinal),
                        ],
                StringComparer.Ordinal
            );
        return new ClusterEndpoints(byService);
    }

    /// <summary>Those of a Service; empty where it has none.</summary>
    public IReadOnlyList<EndpointRoute> Of(string service) => _byService.GetValueOrDefault(service) ?? [];

    /// <summary>Whether it has a slice, be it without endpoints: each Service with a selector has one.</summary>
    public bool Knows(string service) => _byService.ContainsKey(service);

    private static IEnumerable<EndpointRoute> Routes(V1EndpointSlice slice)
    {
        if (Port(slice, Http) is not { } http)
            yield break;
        // What serves no gRPC refuses it by itself.
        var grpc = Port(slice, Grpc) ?? http;
        foreach (var endpoint in slice.Endpoints ?? [])
        {
            // The addresses of one endpoint are interchangeable.
            if (!TakesRequests(endpoint.Conditions) || Host(endpoint.Addresses?.FirstOrDefault()) is not { } host)
                continue;
            yield return new EndpointRoute
            {
                Replica = endpoint.TargetRef?.Name ?? host,
                Http = $"http://{host}:{http}",
                Grpc = $"http://{host}:{grpc}",
            };
        }
    }

    // What is not said of readiness is to be taken for ready.
    private static bool TakesRequests(V1EndpointConditions? conditions) =>
        conditions?.Ready != false && conditions?.Terminating != true;

    private static int? Port(V1EndpointSlice slice, string name) =>
        slice.Ports?.FirstOrDefault(port => port.Name == name && port.Protocol is null or "TCP")?.Port;

    private static string? Host(string? address) =>
        !IPAddress.TryParse(address, out var parsed) ? null
        : parsed.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{parsed}]"
        : parsed.ToString();
}
