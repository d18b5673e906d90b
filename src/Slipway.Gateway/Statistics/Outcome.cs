namespace Slipway.Gateway.Statistics;

/// <summary>What became of a request at a replica.</summary>
internal enum Outcome
{
    /// <summary>Answered, also where the answer refuses what was wrong with the request.</summary>
    Answered = 0,

    /// <summary>As <see cref="Deployment.Traffic.RevisionTraffic.Failures"/> says.</summary>
    Failed,

    /// <summary>The caller went, or what it sent broke off: nobody's failure, and no latency.</summary>
    Abandoned,
}
