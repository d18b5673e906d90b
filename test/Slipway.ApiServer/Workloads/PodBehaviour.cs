namespace Slipway.ApiServer.Workloads;

/// <summary>How a pod fares, as a test chooses it. Times run by the server's clock.</summary>
public sealed record PodBehaviour
{
    public PodFate Fate { get; init; }

    /// <summary>From the container's start until it is ready, or until it ends where it crashes.</summary>
    public TimeSpan After { get; init; }

    /// <summary>From the order to stop until it has; never longer than the grace period.</summary>
    public TimeSpan StopTakes { get; init; }

    public int ExitCode { get; init; } = 1;

    /// <summary>The last line that it writes before it crashes.</summary>
    public string LastLine { get; init; } = "";

    /// <summary>Why the image cannot be pulled, or the pod placed.</summary>
    public string Message { get; init; } = "";

    public static PodBehaviour Ready(TimeSpan after = default) => new() { After = after };

    /// <summary>Runs, and its readiness probe never succeeds.</summary>
    public static PodBehaviour NeverReady() => new() { Fate = PodFate.NeverReady };

    /// <summary>Runs, and is ready while <see cref="ClusterWorkloads.SetReady"/> says so.</summary>
    public static PodBehaviour Manual() => new() { Fate = PodFate.Manual };

    public static PodBehaviour ImagePullFails(string message = "not found") =>
        new() { Fate = PodFate.ImagePullFails, Message = message };

    public static PodBehaviour Crashes(int exitCode, string lastLine, TimeSpan after = default) =>
        new()
        {
            Fate = PodFate.Crashes,
            ExitCode = exitCode,
            LastLine = lastLine,
            After = after,
        };

    public static PodBehaviour OutOfMemory(TimeSpan after = default) =>
        new()
        {
            Fate = PodFate.OutOfMemory,
            ExitCode = 137,
            After = after,
        };

    public static PodBehaviour Unschedulable(string message = "Insufficient memory") =>
        new() { Fate = PodFate.Unschedulable, Message = message };
}

/// <summary>What becomes of a pod.</summary>
public enum PodFate
{
    Ready,
    NeverReady,
    Manual,
    ImagePullFails,
    Crashes,
    OutOfMemory,
    Unschedulable,
}
