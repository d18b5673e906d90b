using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;

namespace Slipway.ApiServer.Workloads;

/// <summary>A pod as an endpoint of a service.</summary>
internal static class Endpoint
{
    public static JsonArray List(JsonObject service, IEnumerable<JsonObject> pods) =>
        new([
            .. pods.OrderBy(pod => pod.Text("metadata", "name"), StringComparer.Ordinal)
                .Select(pod => (JsonNode)Of(service, pod)),
        ]);

    /// <summary>The ports by which this pod is reached; one of the service whose name no container has is left out.</summary>
    public static JsonArray Ports(JsonObject service, JsonObject pod)
    {
        var own = pod.Text("metadata", "annotations", ClusterWorkloads.PortAnnotation);
        var result = new JsonArray();
        foreach (var port in service.Objects("spec", "ports"))
        {
            var target = own is not null ? long.Parse(own, CultureInfo.InvariantCulture) : Target(port, pod);
            if (target is null)
                continue;
            var entry = new JsonObject
            {
                ["name"] = port.Text("name") ?? "",
                ["port"] = target,
                ["protocol"] = port.Text("protocol") ?? "TCP",
            };
            entry.Put("appProtocol", port["appProtocol"]);
            result.Add(entry);
        }

        return result;
    }

    private static JsonObject Of(JsonObject service, JsonObject pod)
    {
        var serving = Conditions.IsTrue(pod["status"], "Ready");
        var terminating = pod.Text("metadata", "deletionTimestamp") is not null;
        var entry = new JsonObject
        {
            ["addresses"] = new JsonArray(pod.Text("status", "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = (serving && !terminating) || service.Flag("spec", "publishNotReadyAddresses"),
                ["serving"] = serving,
                ["terminating"] = terminating,
            },
            ["targetRef"] = new JsonObject
            {
                ["kind"] = "Pod",
                ["namespace"] = pod.Text("metadata", "namespace"),
                ["name"] = pod.Text("metadata", "name"),
                ["uid"] = pod.Text("metadata", "uid"),
            },
        };
        entry.Put("nodeName", pod.At("spec", "nodeName"));
        return entry;
    }

    private static long? Target(JsonObject port, JsonObject pod) =>
        port["targetPort"].Text() is { } name
            ? pod.Objects("spec", "containers")
                .SelectMany(container => container.Objects("ports"))
                .FirstOrDefault(candidate => candidate.Text("name") == name)
                .Number("containerPort")
            : port.Number("targetPort") ?? port.Number("port");
}
