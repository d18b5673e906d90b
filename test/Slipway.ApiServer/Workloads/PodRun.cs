using System.Text.Json.Nodes;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Workloads;

/// <summary>
/// The life of a pod's first container: it runs, ends, waits for longer each time, runs again.
/// <c>Running → BackOff → Running …</c>
/// </summary>
internal sealed class PodRun(DateTimeOffset start)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>When the kubelet took the pod.</summary>
    public DateTimeOffset Begun { get; } = start;

    /// <summary>When it began to run, or to wait.</summary>
    public DateTimeOffset Since { get; private set; } = start;

    public bool IsWaiting { get; private set; }

    public int Restarts { get; private set; }

    /// <summary>How it ended last, as <c>state.terminated</c>; null where it has not yet.</summary>
    public JsonObject? Last { get; private set; }

    public TimeSpan Wait
    {
        get
        {
            var wait = FirstWait * Math.Pow(2, Math.Min(Restarts, 10));
            return wait < LongestWait ? wait : LongestWait;
        }
    }

    /// <summary>Moves it on to a moment.</summary>
    /// <param name="ended">Told of each end.</param>
    /// <returns>When it moves on next; null for never.</returns>
    public DateTimeOffset? Advance(DateTimeOffset now, PodBehaviour behaviour, Action<PodBehaviour> ended)
    {
        while (true)
        {
            var crashes = behaviour.Fate is PodFate.Crashes or PodFate.OutOfMemory;
            if (!IsWaiting && !crashes)
                return behaviour.Fate == PodFate.Ready && now < Since + behaviour.After
                    ? Since + behaviour.After
                    : null;
            var next = Since + (IsWaiting ? Wait : behaviour.After);
            if (now < next)
                return next;
            if (IsWaiting)
                Restart(next);
            else
            {
                End(next, behaviour.ExitCode, behaviour.Fate == PodFate.OutOfMemory ? "OOMKilled" : "Error");
                ended(behaviour);
            }
        }
    }

    /// <summary>Ends what runs, and has it start again at once.</summary>
    public void Kill(DateTimeOffset now, int exitCode, string reason)
    {
        if (!IsWaiting)
            End(now, exitCode, reason);
        Restart(now);
    }

    private void End(DateTimeOffset moment, int exitCode, string reason)
    {
        Last = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["reason"] = reason,
            ["startedAt"] = ObjectMetadata.Moment(Since),
            ["finishedAt"] = ObjectMetadata.Moment(moment),
        };
        (IsWaiting, Since) = (true, moment);
    }

    private void Restart(DateTimeOffset moment)
    {
        Restarts++;
        (IsWaiting, Since) = (false, moment);
    }
}
