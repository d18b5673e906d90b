using System.Text.Json.Serialization;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Deployment.Fleet;

/// <summary>A fleet as it is.</summary>
public sealed record FleetStatus
{
    public required string Name { get; init; }

    public required FleetTarget Target { get; init; }

    /// <summary>The folder of the manifest.</summary>
    public required string Directory { get; init; }

    public required GatewayStatus Gateway { get; init; }

    public required IReadOnlyList<ServiceStatus> Services { get; init; }

    /// <summary>Their names.</summary>
    public required IReadOnlyList<PipelineStatus> Pipelines { get; init; }

    /// <summary>What does not work as asked for though all is well otherwise, in sentences: limits that cannot be set here, and the like.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}

/// <summary>The gateway's process.</summary>
public sealed record GatewayStatus
{
    public required ReplicaState State { get; init; }

    /// <summary>Null while it is not there.</summary>
    public string? Http { get; init; }

    public string? Grpc { get; init; }

    public int? ProcessId { get; init; }

    public int Restarts { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>Why it is not ready; null where it is.</summary>
    public string? Why { get; init; }

    /// <summary>Another one, with the settings that the manifest has now, is about to take over.</summary>
    public bool IsChanging { get; init; }

    /// <summary>
    /// Why it goes on with the settings of before, though the manifest has others; null where it has the manifest's or is about to.
    /// </summary>
    public string? Refused { get; init; }
}

/// <summary>A pipeline, and the services it asks.</summary>
public sealed record PipelineStatus
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required PipelineConfig Pipeline { get; init; }
}

/// <summary>A service as it is.</summary>
public sealed record ServiceStatus
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required ServiceState State { get; init; }

    /// <summary>Why it is not ready, in a sentence; null where it is.</summary>
    public string? Why { get; init; }

    /// <summary>The names of its models.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Those that run or are kept, the newest first.</summary>
    public required IReadOnlyList<RevisionStatus> Revisions { get; init; }

    /// <summary>The last one, also where it has ended; null where there was none.</summary>
    public RolloutStatus? Rollout { get; init; }

    /// <summary>By what its replicas are reckoned; null where their number is set.</summary>
    public ScalingConfig? Scaling { get; init; }

    /// <summary>Replicas that each revision with traffic should have, as set or as reckoned.</summary>
    public int Replicas { get; init; }

    /// <summary>Replicas that should be there, of all revisions.</summary>
    public required int Desired { get; init; }

    public required int Ready { get; init; }

    /// <summary>Requests per second over the last 10 seconds.</summary>
    public double Rate { get; init; }

    /// <summary>Failures as a part of the requests of the last 10 seconds.</summary>
    public double FailureRate { get; init; }

    /// <summary>Milliseconds over the last 10 seconds; null without requests.</summary>
    public double? P50 { get; init; }

    /// <inheritdoc cref="P50"/>
    public double? P99 { get; init; }

    public int InFlight { get; init; }

    public int Held { get; init; }

    /// <summary>Of all replicas.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Of all replicas that are there, by themselves.</summary>
    public int Restarts { get; init; }
}

/// <summary>How a service does.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ServiceState>))]
public enum ServiceState
{
    /// <summary>Replicas are on their way.</summary>
    Starting = 0,

    /// <summary>All that should be there is ready.</summary>
    Ready,

    /// <summary>It answers, with fewer replicas than it should have.</summary>
    Degraded,

    /// <summary>No replica is ready, and none is on its way in good order.</summary>
    Failed,

    /// <summary>Scaled to zero; the next request wakes it.</summary>
    Asleep,

    /// <summary>It is to have no replicas.</summary>
    Off,

    Stopping,
}

/// <summary>One revision.</summary>
public sealed record RevisionStatus
{
    public required int Number { get; init; }

    /// <summary><c>stable</c>, <c>candidate</c>, or null.</summary>
    public string? Label { get; init; }

    /// <summary>Its part of the traffic, from 0 to 1.</summary>
    public required double Weight { get; init; }

    public required string Source { get; init; }

    /// <summary>Of the content, or the image's, <c>sha256:…</c>; null for addresses.</summary>
    public string? Digest { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required IReadOnlyList<ReplicaStatus> Replicas { get; init; }
}

/// <summary>One process or container.</summary>
public sealed record ReplicaStatus
{
    /// <summary>Such as <c>ner-3-1</c>: service, revision, replica.</summary>
    public required string Name { get; init; }

    public required ReplicaState State { get; init; }

    /// <summary>In a sentence; null where it is ready.</summary>
    public string? Why { get; init; }

    public int? ProcessId { get; init; }

    public string? Http { get; init; }

    public string? Grpc { get; init; }

    public DateTimeOffset? Started { get; init; }

    public int Restarts { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>How it ended the last time: <c>exit code 3</c>, <c>killed by signal 9</c>, <c>out of memory</c>; null where it never did.</summary>
    public string? LastEnd { get; init; }
}

/// <summary>
/// <code>
/// Starting → Ready ⇄ NotReady → Stopping → (gone)
///    ↘ any of them → Waiting (back-off) → Starting;  Waiting → CrashLoop after too many
/// </code>
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReplicaState>))]
public enum ReplicaState
{
    Starting = 0,
    Ready,

    /// <summary>It lives and says that it is not ready.</summary>
    NotReady,

    /// <summary>It ended, and is started again after a pause.</summary>
    Waiting,

    /// <summary>It ends again and again; it is tried on, rarely.</summary>
    CrashLoop,

    /// <summary>It was told to end.</summary>
    Stopping,
}

/// <summary>How far a release is.</summary>
public sealed record RolloutStatus
{
    public required int Stable { get; init; }

    public required int Candidate { get; init; }

    public required RolloutStrategy Strategy { get; init; }

    public required RolloutPhase Phase { get; init; }

    /// <summary>For canaries from 1 on; else 0.</summary>
    public int Step { get; init; }

    public int Steps { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required IReadOnlyList<GateReading> Gates { get; init; }

    /// <summary>Why it stands where it stands, in a sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>Something that happened to a service.</summary>
public sealed record HistoryEntry
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Null: the fleet.</summary>
    public string? Service { get; init; }

    public int? Revision { get; init; }

    /// <summary>A word: <c>deployed</c>, <c>step</c>, <c>promoted</c>, <c>rolled-back</c>, <c>paused</c>, <c>resumed</c>, <c>scaled</c>, <c>restarted</c>, <c>crash-loop</c>, <c>up</c>, <c>down</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>In a sentence, with the reason.</summary>
    public required string Message { get; init; }
}
