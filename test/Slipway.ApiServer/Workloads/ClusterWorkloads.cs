using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>
/// How the pods of the stand-in fare. The newest rule that fits a pod counts; without one it is ready at once. Thread-safe.
/// </summary>
public sealed class ClusterWorkloads
{
    /// <summary>A pod's own address, where its template says one; otherwise each pod gets one of its own in 127.1.0.0/16.</summary>
    public const string AddressAnnotation = "testing.slipway.dev/address";

    /// <summary>The port that a pod's endpoint has in place of the service's target.</summary>
    public const string PortAnnotation = "testing.slipway.dev/port";

    private readonly Lock _gate = new();
    private readonly List<(Func<JsonObject, bool> Fits, PodBehaviour Behaviour)> _rules = [];
    private readonly Dictionary<ObjectKey, bool> _ready = [];
    private readonly Queue<(ObjectKey Pod, int ExitCode, string Reason, string LastLine)> _kills = new();
    private readonly Action _wake;

    internal ClusterWorkloads(Action wake) => _wake = wake;

    /// <summary>Pods one of whose containers has this image.</summary>
    public void ForImage(string image, PodBehaviour behaviour) =>
        When(pod => pod.Objects("spec", "containers").Any(container => container.Text("image") == image), behaviour);

    public void ForLabel(string key, string value, PodBehaviour behaviour) =>
        When(pod => pod.Text("metadata", "labels", key) == value, behaviour);

    /// <summary>Pods of which this is true; it gets the whole object, and must not change it.</summary>
    public void When(Func<JsonObject, bool> fits, PodBehaviour behaviour)
    {
        lock (_gate)
        {
            _rules.Add((fits, behaviour));
        }

        _wake();
    }

    /// <summary>Every pod, whatever was said before.</summary>
    public void ForAll(PodBehaviour behaviour)
    {
        lock (_gate)
        {
            _rules.Clear();
        }

        When(static _ => true, behaviour);
    }

    /// <summary>Whether a pod with the behaviour <see cref="PodFate.Manual"/> is ready.</summary>
    public void SetReady(string inNamespace, string pod, bool ready)
    {
        lock (_gate)
        {
            _ready[new ObjectKey(inNamespace, pod)] = ready;
        }

        _wake();
    }

    /// <summary>Ends a running container once; it is started again.</summary>
    /// <param name="reason">Error, or OOMKilled.</param>
    public void Kill(
        string inNamespace,
        string pod,
        int exitCode = 137,
        string reason = "OOMKilled",
        string lastLine = ""
    )
    {
        lock (_gate)
        {
            _kills.Enqueue((new ObjectKey(inNamespace, pod), exitCode, reason, lastLine));
        }

        _wake();
    }

    internal PodBehaviour Of(JsonObject pod)
    {
        lock (_gate)
        {
            return _rules.FindLast(rule => rule.Fits(pod)).Behaviour ?? PodBehaviour.Ready();
        }
    }

    internal bool IsSetReady(ObjectKey pod)
    {
        lock (_gate)
        {
            return _ready.GetValueOrDefault(pod);
        }
    }

    internal IReadOnlyList<(ObjectKey Pod, int ExitCode, string Reason, string LastLine)> TakeKills()
    {
        lock (_gate)
        {
            var kills = _kills.ToList();
            _kills.Clear();
            return kills;
        }
    }
}
