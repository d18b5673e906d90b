using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Tests.TestKit;

/// <summary>Routing tables in few words.</summary>
internal static class Tables
{
    public static RoutingTable Of(long generation, params ServiceRoute[] services) =>
        new()
        {
            Generation = generation,
            Services = services,
            Pipelines = [],
        };

    public static ServiceRoute Service(string name, params RevisionRoute[] revisions) =>
        new()
        {
            Service = name,
            Models = [name],
            Traffic = new TrafficConfig(),
            Revisions = revisions,
        };

    public static RevisionRoute Revision(int number, double weight, params FakeReplica[] replicas) =>
        Revision(number, weight, label: null, replicas);

    public static RevisionRoute Revision(int number, double weight, string? label, params FakeReplica[] replicas) =>
        new()
        {
            Revision = number,
            Weight = weight,
            Label = label,
            Endpoints = [.. replicas.Select(replica => replica.Endpoint)],
        };
}
