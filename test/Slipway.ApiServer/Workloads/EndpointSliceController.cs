using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>The endpoints of each service that selects pods: one slice for each set of ports that its pods have.</summary>
internal sealed class EndpointSliceController(Cluster cluster) : IController
{
    private const string Manager = "kube-controller-manager";
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string Self = "endpointslice-controller.k8s.io";

    public DateTimeOffset? Step()
    {
        foreach (var service in cluster.List(BuiltInKinds.Services))
        {
            if (service.Text("metadata", "deletionTimestamp") is null)
                Write(service, service.Copy());
        }

        return null;
    }

    private void Write(StoredObject stored, JsonObject service)
    {
        if (service.At("spec", "selector") is not JsonObject { Count: > 0 } selector)
            return;
        var chosen = LabelSelector.OfMap(selector);
        var pods = cluster
            .List(BuiltInKinds.Pods, stored.Namespace)
            .Where(pod => chosen.Matches(pod.Labels) && pod.Text("status", "podIP") is { Length: > 0 })
            .Where(pod => pod.Text("status", "phase") is not ("Failed" or "Succeeded"))
            .Select(pod => pod.Copy())
            .ToList();
        var wanted = pods.GroupBy(pod => Endpoint.Ports(service, pod).ToJsonString())
            .ToDictionary(group => group.Key, StringComparer.Ordinal);
        var present = cluster
            .List(BuiltInKinds.EndpointSlices, stored.Namespace)
            .Where(slice =>
                slice.Labels.GetValueOrDefault(ServiceLabel) == stored.Name
                && slice.Labels.GetValueOrDefault(ManagedBy) == Self
            )
            .ToList();
        // A service without pods has one slice that says so.
        var ports = wanted.Count > 0 ? wanted.Keys.ToList() : ["[]"];
        foreach (var key in ports)
        {
            var endpoints = wanted.TryGetValue(key, out var group) ? Endpoint.List(service, group) : [];
            var slice =
                present.Find(slice => PortsOf(slice) == key) ?? present.Find(slice => !ports.Contains(PortsOf(slice)));
            if (slice is null)
            {
                Make(stored, JsonNode.Parse(key)!, endpoints);
                continue;
            }

            present.Remove(slice);
            Change(slice, JsonNode.Parse(key)!, endpoints);
        }

        foreach (var slice in present)
            cluster.Delete(BuiltInKinds.EndpointSlices, slice.Key);
    }

    private static string PortsOf(StoredObject slice) => (slice.Copy()["ports"] ?? new JsonArray()).ToJsonString();

    private void Make(StoredObject service, JsonNode ports, JsonArray endpoints) =>
        cluster.Create(
            BuiltInKinds.EndpointSlices,
            service.Namespace,
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["generateName"] = service.Name + "-",
                    ["labels"] = new JsonObject { [ServiceLabel] = service.Name, [ManagedBy] = Self },
                    ["ownerReferences"] = new JsonArray(Pods.Owner(service, "v1", "Service")),
                },
                ["addressType"] = "IPv4",
                ["endpoints"] = endpoints,
                ["ports"] = ports,
            },
            Manager
        );

    private void Change(StoredObject slice, JsonNode ports, JsonArray endpoints) =>
        cluster.Change(
            BuiltInKinds.EndpointSlices,
            slice.Key,
            current =>
            {
                current["endpoints"] = endpoints;
                current["ports"] = ports;
            },
            Manager
        );
}
