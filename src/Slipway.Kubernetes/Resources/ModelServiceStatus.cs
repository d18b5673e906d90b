using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Kubernetes.Resources;

/// <summary>
/// What a model service is, and all that its operator must know to go on: another one that takes over reads it here.
/// </summary>
public sealed record ModelServiceStatus
{
    /// <summary>The generation of the specification that this is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>See <see cref="ConditionTypes"/>.</summary>
    public IReadOnlyList<V1Condition> Conditions { get; set; } = [];

    /// <summary>Pods that there are, of all revisions; for the scale subresource.</summary>
    public int Replicas { get; init; }

    public int ReadyReplicas { get; init; }

    /// <summary>Which pods those are; for the scale subresource.</summary>
    public string? Selector { get; init; }

    /// <summary>The revision that has the traffic; 0 for none yet.</summary>
    public int Stable { get; init; }

    /// <summary>The one that had it before; null where there was none.</summary>
    public int? Previous { get; init; }

    /// <summary>What the newest revision was made of, so that the same specification makes no other.</summary>
    public string? Declared { get; init; }

    /// <summary>Those that run or are kept, the newest first.</summary>
    public IReadOnlyList<RevisionInfo> Revisions { get; set; } = [];

    /// <summary>Parts of the traffic that a person has set, by revision; null where none has.</summary>
    public IReadOnlyDictionary<string, double>? Split { get; init; }

    /// <summary>The share of the stable revision's requests that is copied to the candidate.</summary>
    public double? Mirror { get; init; }

    /// <summary>The last release, also where it has ended.</summary>
    public ReleaseInfo? Release { get; init; }

    /// <summary>Replicas that demand asks for; null where their number is set.</summary>
    public int? Desired { get; init; }

    /// <summary>The order that was carried out last, by its <see cref="ReleaseOrder.Id"/>.</summary>
    public string? HandledOrder { get; init; }

    /// <summary>The last things that happened, the newest first; at most 20.</summary>
    public IReadOnlyList<HistoryItem> History { get; set; } = [];
}

/// <summary>One revision of a service.</summary>
public sealed record RevisionInfo
{
    public required int Number { get; init; }

    /// <summary>The image, artifact or claim, for people.</summary>
    public required string Source { get; init; }

    /// <summary>What it was made of; the same is no other revision.</summary>
    public required string Key { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Its part of the traffic, from 0 to 1.</summary>
    public double Weight { get; init; }

    /// <summary>Pods that should be there.</summary>
    public int Replicas { get; init; }

    public int Ready { get; init; }

    /// <summary>Why it is not ready, in a sentence; null where it is.</summary>
    public string? Message { get; init; }

    /// <summary>How far its images are on the nodes; null where that was not asked for.</summary>
    public PrepullInfo? Prepull { get; init; }

    /// <summary>Until then it is kept running after another took over; null where it is not.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>The part of the specification that it is made of, so that one can go back to it.</summary>
    public required ModelServiceSpec Template { get; init; }
}

/// <summary>Pulling a revision's images before its pods start.</summary>
public sealed record PrepullInfo
{
    public required DateTimeOffset Began { get; init; }

    /// <summary>Nodes where its pods may run.</summary>
    public int Nodes { get; init; }

    /// <summary>Those that have its images.</summary>
    public int Pulled { get; init; }

    /// <summary>Since then it is over, whatever came of it; null as long as it is waited for.</summary>
    public DateTimeOffset? Ended { get; init; }
}

/// <summary>A release: for people, and what <see cref="RolloutPolicy"/> must be given to go on.</summary>
public sealed record ReleaseInfo
{
    public required int Candidate { get; init; }

    public required RolloutStrategy Strategy { get; init; }

    public required RolloutPhase Phase { get; init; }

    /// <summary>Such as <c>2/3</c>; null where the strategy has no steps.</summary>
    public string? Step { get; init; }

    /// <summary>Why it stands where it stands, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>What the policy made last.</summary>
    public required RolloutState State { get; init; }

    /// <summary>By what it is released: what it began with.</summary>
    public required RolloutConfig Config { get; init; }

    /// <summary>What was counted since it began.</summary>
    public RolloutCounts Counts { get; set; } = new();

    /// <summary>The stable revision's last minutes before it began.</summary>
    public RevisionCounts Before { get; set; } = new();
}

/// <summary>Something that happened to a service.</summary>
public sealed record HistoryItem
{
    public required DateTimeOffset At { get; init; }

    public int? Revision { get; init; }

    /// <summary>A word: <c>deployed</c>, <c>step</c>, <c>promoted</c>, <c>rolled-back</c>, <c>scaled</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>A sentence, with the reason and its figures.</summary>
    public required string Message { get; init; }
}
