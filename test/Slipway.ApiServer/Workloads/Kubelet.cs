using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Workloads;

/// <summary>Runs the pods that are bound to a node, as their behaviours say, and stops those that are deleted.</summary>
internal sealed class Kubelet(Cluster cluster, ClusterWorkloads workloads, PodLogs logs, ClusterEvents events)
    : IController
{
    private const string Manager = "kubelet";
    private static readonly TimeSpan FirstPull = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, PodRun> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private int _given;

    public DateTimeOffset? Step()
    {
        DateTimeOffset? due = null;
        var pods = cluster.List(BuiltInKinds.Pods);
        foreach (var (key, exitCode, reason, lastLine) in workloads.TakeKills())
        {
            if (pods.FirstOrDefault(pod => pod.Key == key) is { } killed && _runs.TryGetValue(killed.Uid, out var run))
            {
                run.Kill(cluster.Now, exitCode, reason);
                Log(killed.Copy(), lastLine);
            }
        }

        foreach (var stored in pods.Where(pod => pod.Text("spec", "nodeName") is { Length: > 0 }))
        {
            var pod = stored.Copy();
            var next = stored.Text("metadata", "deletionTimestamp") is null ? RunPod(stored, pod) : Stop(stored, pod);
            if (next is not null && !(due <= next))
                due = next;
        }

        foreach (var gone in _runs.Keys.Except(pods.Select(pod => pod.Uid)).ToList())
            _runs.Remove(gone);
        return due;
    }

    private DateTimeOffset? RunPod(StoredObject stored, JsonObject pod)
    {
        if (pod.Text("status", "phase") is "Failed" or "Succeeded")
            return null;
        var behaviour = workloads.Of(pod);
        var now = cluster.Now;
        if (!_runs.TryGetValue(stored.Uid, out var run))
        {
            _runs.Add(stored.Uid, run = new PodRun(now));
            Announce(pod, behaviour);
        }

        var due = run.Advance(now, behaviour, ended => Ended(pod, ended));
        if (behaviour.Fate == PodFate.ImagePullFails && now < run.Begun + FirstPull)
            due = run.Begun + FirstPull;
        var ready =
            !run.IsWaiting
            && behaviour.Fate switch
            {
                PodFate.Ready => now >= run.Since + behaviour.After,
                PodFate.Manual => workloads.IsSetReady(stored.Key),
                _ => false,
            };
        var status = new PodStatus(pod, run, behaviour, Address(stored.Uid, pod), ready, now);
        cluster.SetStatus(BuiltInKinds.Pods, stored.Key, status.Write, Manager);
        return due;
    }

    private DateTimeOffset? Stop(StoredObject stored, JsonObject pod)
    {
        var grace = TimeSpan.FromSeconds(pod.Number("metadata", "deletionGracePeriodSeconds") ?? 0);
        var end = DateTimeOffset.Parse(
            stored.Text("metadata", "deletionTimestamp")!,
            System.Globalization.CultureInfo.InvariantCulture
        );
        var takes = workloads.Of(pod).StopTakes;
        var stopped = takes < grace ? end - grace + takes : end;
        if (cluster.Now < stopped)
            return stopped;
        cluster.Delete(BuiltInKinds.Pods, stored.Key, new DeleteOptions { GraceSeconds = 0, Uid = stored.Uid });
        return null;
    }

    private void Announce(JsonObject pod, PodBehaviour behaviour)
    {
        var image = pod.Objects("spec", "containers").First().Text("image");
        if (behaviour.Fate == PodFate.ImagePullFails)
        {
            events.Record(pod, "Warning", "Failed", $"Failed to pull image \"{image}\": {behaviour.Message}", Manager);
            return;
        }

        events.Record(pod, "Normal", "Pulled", $"Container image \"{image}\" already present on machine", Manager);
        events.Record(
            pod,
            "Normal",
            "Started",
            $"Started container {pod.Objects("spec", "containers").First().Text("name")}",
            Manager
        );
        if (behaviour.Fate == PodFate.NeverReady)
            events.Record(
                pod,
                "Warning",
                "Unhealthy",
                "Readiness probe failed: HTTP probe failed with statuscode: 503",
                Manager
            );
    }

    private void Ended(JsonObject pod, PodBehaviour behaviour)
    {
        Log(pod, behaviour.LastLine);
        events.Record(pod, "Warning", "BackOff", "Back-off restarting failed container", Manager);
    }

    private void Log(JsonObject pod, string line)
    {
        if (line.Length == 0)
            return;
        var container = pod.Objects("spec", "containers").First().Text("name") ?? "";
        logs.Append(pod.Text("metadata", "uid") ?? "", container, line);
        logs.Append(pod.Text("metadata", "uid") ?? "", container, line, previous: true);
    }

    private string Address(string uid, JsonObject pod)
    {
        if (pod.Text("metadata", "annotations", ClusterWorkloads.AddressAnnotation) is { Length: > 0 } own)
            return own;
        if (!_addresses.TryGetValue(uid, out var address))
        {
            var number = ++_given;
            _addresses.Add(uid, address = $"127.1.{number / 250 % 250}.{1 + (number % 250)}");
        }

        return address;
    }
}
