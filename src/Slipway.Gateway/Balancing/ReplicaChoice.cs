using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Balancing;

/// <summary>
/// Which replica of a revision a request goes to: the one with the fewest requests in flight, of all where they are few, of two
/// drawn ones where they are many (Mitzenmacher, "The Power of Two Choices", 2001). Those that are left alone come last, for
/// an answer that may fail is better than none.
/// </summary>
internal static class ReplicaChoice
{
    private const int Few = 4;

    /// <summary>Finds one and takes a place at it.</summary>
    /// <param name="replicas">Of the revision.</param>
    /// <param name="most">Requests in flight to one replica at most.</param>
    /// <param name="tried">Those that have failed this request; null for none.</param>
    /// <param name="random">Draws.</param>
    /// <param name="place">The replica, and whether the request is the one that tries it.</param>
    /// <returns>False where there is none: all have as much as they may, or were tried.</returns>
    public static bool TryTake(
        Replica[] replicas,
        int most,
        List<Replica>? tried,
        Random random,
        out ReplicaPlace place
    )
    {
        // Somebody else may be faster at the place found; then the next best is looked for.
        for (var round = 0; round <= replicas.Length; round++)
        {
            var best =
                replicas.Length <= Few || round > 0 || tried is not null
                    ? Best(replicas, most, tried, random)
                    : OfTwo(replicas, most, random) ?? Best(replicas, most, tried, random);
            if (best is null)
                break;
            if (!best.Counters.TryBegin(most))
                continue;
            if (best.Breaker.TryEnter(out var trying) || AllAreLeftAlone(replicas, tried))
            {
                place = new ReplicaPlace(best, trying);
                return true;
            }

            best.Counters.Withdraw();
        }

        place = default;
        return false;
    }

    /// <summary>The one that a caller of a service with a state belongs to, as long as it is there (rendezvous hashing).</summary>
    public static Replica? OfCaller(Replica[] replicas, string caller)
    {
        Replica? best = null;
        var highest = 0UL;
        foreach (var replica in replicas)
        {
            var hash = StableHash.Of(caller, replica.Name);
            if (best is not null && hash <= highest)
                continue;
            (best, highest) = (replica, hash);
        }

        return best;
    }

    private static Replica? OfTwo(Replica[] replicas, int most, Random random)
    {
        var first = random.Next(replicas.Length);
        var second = random.Next(replicas.Length - 1);
        if (second >= first)
            second++;
        var (one, other) = (replicas[first], replicas[second]);
        var better = one.Counters.InFlight <= other.Counters.InFlight ? one : other;
        var worse = ReferenceEquals(better, one) ? other : one;
        return Rank(better, most) == 0 ? better
            : Rank(worse, most) == 0 ? worse
            : null;
    }

    private static Replica? Best(Replica[] replicas, int most, List<Replica>? tried, Random random)
    {
        Replica? best = null;
        var (bestRank, bestLoad) = (int.MaxValue, int.MaxValue);
        // From anywhere on, so that of equals it is not always the first.
        var start = replicas.Length > 1 ? random.Next(replicas.Length) : 0;
        for (var i = 0; i < replicas.Length; i++)
        {
            var at = start + i;
            var replica = replicas[at < replicas.Length ? at : at - replicas.Length];
            if (tried is not null && tried.Contains(replica))
                continue;
            var (rank, load) = (Rank(replica, most), replica.Counters.InFlight);
            if (rank > bestRank || (rank == bestRank && load >= bestLoad))
                continue;
            (best, bestRank, bestLoad) = (replica, rank, load);
        }

        return bestRank == Full ? null : best;
    }

    private const int Full = 3;

    private static int Rank(Replica replica, int most) =>
        replica.Counters.InFlight >= most ? Full
        : !replica.Breaker.MayTry ? 2
        : replica.IsUnreachable ? 1
        : 0;

    private static bool AllAreLeftAlone(Replica[] replicas, List<Replica>? tried)
    {
        foreach (var replica in replicas)
        {
            if (replica.Breaker.MayTry && tried?.Contains(replica) != true)
                return false;
        }

        return true;
    }
}

/// <summary>A replica at which a request has its place, and whether it is the one that tries it.</summary>
internal readonly record struct ReplicaPlace(Replica Replica, bool IsTrying);
