using System.Text.Json.Serialization;

namespace Slipway.Deployment.Rollouts;

/// <summary>What is seen of a release at one moment.</summary>
public sealed record RolloutObservation
{
    public required CandidateHealth Candidate { get; init; }

    /// <summary>In a sentence, where it is <see cref="CandidateHealth.Broken"/>: <c>ner-4-1 ends again and again: exit code 3</c>.</summary>
    public string? Why { get; init; }

    /// <summary>
    /// How often replicas of the candidate ended by themselves since the release began. Each time the step's time begins anew:
    /// nothing goes on with a candidate that lives for less.
    /// </summary>
    public int Ends { get; init; }

    /// <summary>
    /// How the golden requests were answered, since <see cref="RolloutDecision.AskGolden"/> last became true; null as long as
    /// they have not all been.
    /// </summary>
    public GoldenResult? Golden { get; init; }

    /// <summary>Everything since the release began; it only grows.</summary>
    public RolloutCounts Counts { get; set; } = new();

    /// <summary>
    /// The stable revision's requests from before the release, of the last minutes: what the candidate is held against once it
    /// has all traffic.
    /// </summary>
    public RevisionCounts Before { get; set; } = new();

    /// <summary>Given since the last observation; null for none.</summary>
    public RolloutOrder? Order { get; init; }
}

/// <summary>How the candidate's replicas do.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CandidateHealth>))]
public enum CandidateHealth
{
    /// <summary>Some are still on their way, or none is ready at the moment: it gets no traffic.</summary>
    Pending = 0,

    /// <summary>Before it has traffic: all are ready; then: one is.</summary>
    Ready,

    /// <summary>The service is scaled to zero for want of requests. It would be ready, and its time goes on.</summary>
    Asleep,

    /// <summary>It is given up: a crash loop, or not ready in time.</summary>
    Broken,
}

/// <summary>How the package's own requests were answered.</summary>
public sealed record GoldenResult
{
    /// <summary>0 where the package has none.</summary>
    public required int Asked { get; init; }

    /// <summary>Why none could be asked, in a sentence, where that is not because there are none; the history tells it.</summary>
    public string? Missing { get; init; }

    /// <summary>What was wrong, in a sentence; null where every answer is as it should be.</summary>
    public string? Failure { get; init; }
}
