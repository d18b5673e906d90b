using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Workloads;

/// <summary>Writes what a kubelet says of a pod.</summary>
/// <param name="Pod">The pod, read only.</param>
/// <param name="Ready">Whether its readiness probe succeeds.</param>
internal sealed record PodStatus(
    JsonObject Pod,
    PodRun Run,
    PodBehaviour Behaviour,
    string Address,
    bool Ready,
    DateTimeOffset Now
)
{
    private static readonly TimeSpan FirstPull = TimeSpan.FromSeconds(10);

    private bool Pulls => Behaviour.Fate != PodFate.ImagePullFails;

    public void Write(JsonObject status)
    {
        status["phase"] = Pulls ? "Running" : "Pending";
        status["startTime"] = ObjectMetadata.Moment(Run.Begun);
        status["hostIP"] = "127.0.0.1";
        status["podIP"] = Address;
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Address });
        var moment = ObjectMetadata.Moment(Now);
        Conditions.Set(status, "PodScheduled", "True", "", "", moment);
        Conditions.Set(status, "Initialized", "True", "", "", moment);
        var names = string.Join(' ', Pod.Objects("spec", "containers").Select(container => container.Text("name")));
        foreach (var type in (string[])["ContainersReady", "Ready"])
        {
            Conditions.Set(
                status,
                type,
                Ready ? "True" : "False",
                Ready ? "" : "ContainersNotReady",
                Ready ? "" : $"containers with unready status: [{names}]",
                moment
            );
        }

        foreach (var condition in status.Objects("conditions"))
        {
            foreach (var field in (string[])["reason", "message"])
            {
                if (condition.Text(field) is "")
                    condition.Remove(field);
            }
        }

        status["containerStatuses"] = new JsonArray([
            .. Pod.Objects("spec", "containers")
                .Select((container, index) => (JsonNode)Container(container, index == 0)),
        ]);
    }

    private JsonObject Container(JsonObject container, bool first)
    {
        var state = first ? State(container.Text("image") ?? "") : Running(Run.Begun);
        var running = state.ContainsKey("running");
        var status = new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = container.Text("image"),
            ["imageID"] = running ? $"{container.Text("image")}@sha256:{new string('0', 64)}" : "",
            ["ready"] = running && (Ready || !first),
            ["started"] = running,
            ["restartCount"] = first ? Run.Restarts : 0,
            ["state"] = state,
            ["lastState"] =
                first && Run.Last is { } last ? new JsonObject { ["terminated"] = Ended(last) } : new JsonObject(),
        };
        return status;
    }

    // What it wrote last is told where the container asks for that (terminationMessagePolicy).
    private JsonObject Ended(JsonObject last)
    {
        var ended = last.DeepClone().AsObject();
        var container = Pod.Objects("spec", "containers").First();
        if (container.Text("terminationMessagePolicy") == "FallbackToLogsOnError" && Behaviour.LastLine.Length > 0)
            ended["message"] = Behaviour.LastLine + "\n";
        return ended;
    }

    private JsonObject State(string image)
    {
        if (!Pulls)
        {
            return Now < Run.Begun + FirstPull
                ? Waiting("ErrImagePull", $"failed to pull and unpack image \"{image}\": {Behaviour.Message}")
                : Waiting("ImagePullBackOff", $"Back-off pulling image \"{image}\": {Behaviour.Message}");
        }

        if (!Run.IsWaiting)
            return Running(Run.Since);
        var name = Pod.Text("metadata", "name");
        var first = Pod.Objects("spec", "containers").First().Text("name");
        return Waiting(
            "CrashLoopBackOff",
            $"back-off {Run.Wait.TotalSeconds:0}s restarting failed container={first} pod={name}_{Pod.Text("metadata", "namespace")}({Pod.Text("metadata", "uid")})"
        );
    }

    private static JsonObject Running(DateTimeOffset since) =>
        new() { ["running"] = new JsonObject { ["startedAt"] = ObjectMetadata.Moment(since) } };

    private static JsonObject Waiting(string reason, string message) =>
        new()
        {
            ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message },
        };
}
