namespace Slipway.Deployment.Traffic;

/// <summary>
/// What a gateway has seen since it started; everything but what is named as a present value only grows, so that the
/// difference of two reports is what happened between them.
/// </summary>
public sealed record TrafficReport
{
    /// <summary>Another one means: another process, whose counts began at 0.</summary>
    public required string Gateway { get; init; }

    /// <summary>The gateway's monotonic clock, in seconds since it started.</summary>
    public required double Seconds { get; init; }

    /// <summary>The generation of the routing table that is applied.</summary>
    public required long Generation { get; init; }

    public required IReadOnlyList<ServiceTraffic> Services { get; init; }
}

/// <summary>A service's traffic.</summary>
public sealed record ServiceTraffic
{
    public required string Service { get; init; }

    /// <summary>Present: requests that wait for a replica.</summary>
    public required int Held { get; init; }

    /// <summary>Requests that were in flight or waited, integrated over time: divided by a time, the average concurrency.</summary>
    public required double ConcurrencySeconds { get; init; }

    public required IReadOnlyList<RevisionTraffic> Revisions { get; init; }
}

/// <summary>
/// A revision's traffic in attempts: a request that is sent again, since a replica failed it, is one for each replica that it was
/// at, whatever its caller gets in the end. One whose replica took no connection, or was taken out meanwhile, is
/// counted where it went instead. Mirrored
/// requests are counted apart, and what only asks about a model (readiness, metadata) is not: answered in no time, it would make
/// every revision look fast and faultless.
/// </summary>
public sealed record RevisionTraffic
{
    public required int Revision { get; init; }

    public required long Requests { get; init; }

    /// <summary>Of these: 5xx but 501, broken connections, gRPC's INTERNAL, UNKNOWN, UNAVAILABLE, DATA_LOSS.</summary>
    public required long Failures { get; init; }

    /// <summary>Present.</summary>
    public required int InFlight { get; init; }

    /// <summary>From when a request was sent to the replica to the end of the answer, of requests that did not fail: waiting for a replica, and attempts before, are nothing that the revision took.</summary>
    public required LatencyCounts Latency { get; init; }

    public required MirrorCounts Mirror { get; init; }

    public required IReadOnlyList<EndpointTraffic> Endpoints { get; init; }
}

/// <summary>What became of copies of requests that a revision got.</summary>
public sealed record MirrorCounts
{
    public long Requests { get; set; }

    public long Failures { get; set; }

    /// <summary>Pairs of answers that were compared.</summary>
    public long Compared { get; set; }

    public long Agreed { get; set; }

    /// <summary>Copies that were not made, since too many were in flight or a body was too large.</summary>
    public long Skipped { get; set; }

    public LatencyCounts Latency { get; set; } = new();

    /// <summary>In words, the last few pairs that did not agree: where, and both values.</summary>
    public List<string> Differences { get; set; } = [];

    /// <summary>Both together; the differences are those of <paramref name="later"/>, where it has any.</summary>
    public MirrorCounts Plus(MirrorCounts later) =>
        new()
        {
            Requests = Requests + later.Requests,
            Failures = Failures + later.Failures,
            Compared = Compared + later.Compared,
            Agreed = Agreed + later.Agreed,
            Skipped = Skipped + later.Skipped,
            Latency = Latency.Plus(later.Latency),
            Differences = later.Differences.Count > 0 ? later.Differences : Differences,
        };

    /// <summary>What came after <paramref name="earlier"/>; all of it where the counts began anew since.</summary>
    public MirrorCounts Since(MirrorCounts earlier) =>
        earlier.Requests > Requests
            ? this
            : new()
            {
                Requests = Requests - earlier.Requests,
                Failures = Math.Max(0, Failures - earlier.Failures),
                Compared = Math.Max(0, Compared - earlier.Compared),
                Agreed = Math.Max(0, Agreed - earlier.Agreed),
                Skipped = Math.Max(0, Skipped - earlier.Skipped),
                Latency = Latency.Since(earlier.Latency),
                Differences = Differences,
            };
}

/// <summary>A replica as the gateway sees it.</summary>
public sealed record EndpointTraffic
{
    public required string Replica { get; init; }

    public required long Requests { get; init; }

    public required long Failures { get; init; }

    /// <summary>Present.</summary>
    public required int InFlight { get; init; }

    /// <summary>Present: it gets requests.</summary>
    public required bool Healthy { get; init; }
}
