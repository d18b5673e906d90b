using System.Text.Json.Serialization;

namespace Slipway.Deployment.Planning;

/// <summary>What would become of one part of a fleet.</summary>
public sealed record PlannedChange
{
    public required ChangeKind Kind { get; init; }

    public required ChangeSubject Subject { get; init; }

    /// <summary>The service's or pipeline's; the fleet's for the fleet and its gateway.</summary>
    public required string Name { get; init; }

    /// <summary>A service gets a revision beside the one that runs, which takes over by its rollout policy.</summary>
    public bool NewRevision { get; init; }

    /// <summary>In a few words: how many replicas of what, or how the change comes about. Empty for nothing.</summary>
    public required string Summary { get; init; }

    /// <summary>What changes, in the order of the manifest's contract.</summary>
    public required IReadOnlyList<PlannedDetail> Details { get; init; }
}

/// <summary>One value that changes.</summary>
/// <param name="Field">Its path within the service, pipeline or gateway: <c>rollout.steps</c>.</param>
/// <param name="From">As it is; null where it is not told, since it may be a secret.</param>
/// <param name="To">As it will be; null as <paramref name="From"/>.</param>
/// <param name="MakesRevision">Whether it takes a new revision; the others apply to what runs.</param>
public sealed record PlannedDetail(string Field, string? From, string? To, bool MakesRevision)
{
    public override string ToString() => From is null || To is null ? $"{Field} changes" : $"{Field}: {From} → {To}";
}

/// <summary>What is done.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    None = 0,
    Add,
    Change,
    Remove,
}

/// <summary>With what.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ChangeSubject>))]
public enum ChangeSubject
{
    Service = 0,
    Pipeline,
    Gateway,
    Fleet,
}
