using k8s.Models;
using Slipway.Gateway.Routes.Cluster;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Routes.Cluster;

/// <summary>EndpointSlices in few words.</summary>
internal static class Slices
{
    public const string Space = "news";

    public static V1EndpointSlice Of(string service, string name, params V1Endpoint[] endpoints) =>
        new()
        {
            ApiVersion = "discovery.k8s.io/v1",
            Kind = "EndpointSlice",
            AddressType = "IPv4",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = Space,
                Labels = new Dictionary<string, string> { [ClusterEndpoints.ServiceLabel] = service },
            },
            Endpoints = endpoints,
            Ports = Ports(8080, 8081),
        };

    /// <summary>Of one replica that there is: its ports are its own.</summary>
    public static V1EndpointSlice Of(string service, FakeReplica replica)
    {
        var slice = Of(service, $"{service}-{replica.Name}", Endpoint(replica.Name, "127.0.0.1"));
        slice.Ports = Ports(new Uri(replica.Http).Port, new Uri(replica.Grpc).Port);
        return slice;
    }

    public static V1Endpoint Endpoint(string pod, string address, bool? ready = true, bool terminating = false) =>
        new()
        {
            Addresses = [address],
            Conditions = new V1EndpointConditions
            {
                Ready = ready,
                Serving = true,
                Terminating = terminating,
            },
            TargetRef = new V1ObjectReference
            {
                Kind = "Pod",
                Name = pod,
                NamespaceProperty = Space,
            },
        };

    public static IList<Discoveryv1EndpointPort> Ports(int http, int grpc) =>
        [
            new Discoveryv1EndpointPort
            {
                Name = "http",
                Port = http,
                Protocol = "TCP",
            },
            new Discoveryv1EndpointPort
            {
                Name = "grpc",
                Port = grpc,
                Protocol = "TCP",
            },
        ];
}
