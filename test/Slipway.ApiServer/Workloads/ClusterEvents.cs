using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>Events of the cluster's own components; what is said again is counted.</summary>
internal sealed class ClusterEvents(Cluster cluster)
{
    private readonly Dictionary<(string Uid, string Reason, string Message), ObjectKey> _told = [];

    public void Record(JsonObject about, string type, string reason, string message, string component)
    {
        var kind = cluster.Catalog.Find("", "v1", "events")!;
        var uid = about.Text("metadata", "uid") ?? "";
        if (_told.TryGetValue((uid, reason, message), out var key))
        {
            var known = cluster.Change(
                kind,
                key,
                current =>
                {
                    current["count"] = (current.Number("count") ?? 1) + 1;
                    current["lastTimestamp"] = cluster.Moment;
                },
                component
            );
            if (known is not null)
                return;
        }

        var space = about.Text("metadata", "namespace") ?? "default";
        var name = about.Text("metadata", "name");
        if (cluster.Create(kind, space, Body(about, type, reason, message, component, name), component) is { } made)
            _told[(uid, reason, message)] = made.Key;
    }

    private JsonObject Body(
        JsonObject about,
        string type,
        string reason,
        string message,
        string component,
        string? name
    ) =>
        new()
        {
            ["metadata"] = new JsonObject { ["generateName"] = name + "." },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = about.Text("apiVersion"),
                ["kind"] = about.Text("kind"),
                ["name"] = name,
                ["namespace"] = about.Text("metadata", "namespace"),
                ["uid"] = about.Text("metadata", "uid"),
            },
            ["type"] = type,
            ["reason"] = reason,
            ["message"] = message,
            ["count"] = 1,
            ["firstTimestamp"] = cluster.Moment,
            ["lastTimestamp"] = cluster.Moment,
            ["source"] = new JsonObject { ["component"] = component },
            ["reportingComponent"] = component,
        };
}
