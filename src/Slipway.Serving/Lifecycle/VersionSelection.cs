using Slipway.Models;

namespace Slipway.Serving.Lifecycle;

/// <summary>Which of the versions that there are should be served. Pure.</summary>
internal static class VersionSelection
{
    /// <summary>
    /// The versions that <paramref name="policy"/> and the labels choose. A version that cannot be loaded stays chosen,
    /// so that it is tried again, and under <c>latest</c> the next older one is chosen in its place: a server that
    /// starts beside a broken release serves the one before it.
    /// </summary>
    /// <param name="policy">What the configuration says.</param>
    /// <param name="labelled">Versions that labels name.</param>
    /// <param name="available">Versions that there are, in any order.</param>
    /// <param name="failed">Those of them whose last attempt failed.</param>
    public static HashSet<long> Select(
        VersionsConfig policy,
        IEnumerable<long> labelled,
        IReadOnlyCollection<long> available,
        IReadOnlySet<long> failed
    )
    {
        var chosen = available.Intersect(labelled).ToHashSet();
        if (policy.Specific.Count > 0)
        {
            chosen.UnionWith(available.Intersect(policy.Specific));
            return chosen;
        }

        if (policy.All == true)
        {
            chosen.UnionWith(available);
            return chosen;
        }

        var working = 0;
        foreach (var version in available.Distinct().OrderDescending())
        {
            if (working == (policy.Latest ?? 1))
                break;
            chosen.Add(version);
            if (!failed.Contains(version))
                working++;
        }

        return chosen;
    }
}
