namespace Slipway.Tasks.Images.Detection;

/// <summary>Chooses among boxes: the likeliest first, and none that one of its class covers already.</summary>
internal static class Suppression
{
    /// <summary>What is looked at: a model that finds more than so many objects has found none.</summary>
    private const int MostCandidates = 30_000;

    /// <param name="candidates">In any order.</param>
    /// <param name="overlap">More than this is the same object; null keeps all.</param>
    /// <param name="most">How many are kept.</param>
    public static List<Candidate> Choose(IEnumerable<Candidate> candidates, double? overlap, int most)
    {
        var kept = new List<Candidate>();
        // A box whose sides have changed places is nowhere.
        var boxes = candidates.Where(candidate => candidate.Box.IsPlace);
        foreach (var candidate in boxes.OrderByDescending(candidate => candidate.Score).Take(MostCandidates))
        {
            if (kept.Count == most)
                break;
            if (overlap is { } limit && IsCovered(candidate, kept, limit))
                continue;
            kept.Add(candidate);
        }

        return kept;
    }

    private static bool IsCovered(Candidate candidate, List<Candidate> kept, double limit)
    {
        foreach (var other in kept)
        {
            if (other.Class == candidate.Class && other.Box.Overlap(candidate.Box) > limit)
                return true;
        }

        return false;
    }
}
