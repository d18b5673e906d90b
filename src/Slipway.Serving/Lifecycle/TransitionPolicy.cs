using Slipway.Models;

namespace Slipway.Serving.Lifecycle;

/// <summary>Where one version stands, as far as the order of loading and unloading depends on it.</summary>
internal enum VersionPhase
{
    /// <summary>To be loaded as soon as it is its turn.</summary>
    New,

    /// <summary>Not to be loaded now: it failed and its time has not come again, or nobody has asked for it.</summary>
    Waiting,
    Loading,
    Available,
    Unloading,
}

/// <summary>One content of a version at one moment.</summary>
internal readonly record struct VersionSnapshot(VersionId Id, bool IsAspired, VersionPhase Phase);

/// <summary>What to do next with a model.</summary>
internal readonly record struct VersionAction(VersionId Id, bool IsLoad);

/// <summary>
/// The two orders of a change, each a pure function from where the versions stand to the next step, or null where
/// there is none (after TensorFlow Serving's aspired version policies).
/// </summary>
internal static class TransitionPolicy
{
    public static VersionAction? Next(VersionTransition transition, IReadOnlyList<VersionSnapshot> versions) =>
        transition == VersionTransition.ResourcePreserving
            ? ResourcePreserving(versions)
            : AvailabilityPreserving(versions);

    // Everything new first, newest before older. The old go once something that is wanted works, or nothing is wanted.
    private static VersionAction? AvailabilityPreserving(IReadOnlyList<VersionSnapshot> versions)
    {
        if (NewestToLoad(versions) is { } load)
            return load;
        var works = versions.Any(version => version is { IsAspired: true, Phase: VersionPhase.Available });
        var wanted = versions.Any(version => version.IsAspired);
        return works || !wanted ? OldestToUnload(versions) : null;
    }

    // The old go first, and the new wait until their memory is back.
    private static VersionAction? ResourcePreserving(IReadOnlyList<VersionSnapshot> versions)
    {
        // A model that nobody asks for keeps what it has.
        var replaced = versions.Any(version => version is { IsAspired: true, Phase: not VersionPhase.Waiting });
        var wanted = versions.Any(version => version.IsAspired);
        if ((replaced || !wanted) && OldestToUnload(versions) is { } unload)
            return unload;
        return versions.Any(version => version.Phase == VersionPhase.Unloading) ? null : NewestToLoad(versions);
    }

    private static VersionAction? NewestToLoad(IReadOnlyList<VersionSnapshot> versions)
    {
        VersionSnapshot? newest = null;
        foreach (var version in versions)
        {
            if (
                version is { IsAspired: true, Phase: VersionPhase.New }
                && (newest is null || version.Id.Version > newest.Value.Id.Version)
            )
                newest = version;
        }

        return newest is { } found ? new VersionAction(found.Id, IsLoad: true) : null;
    }

    private static VersionAction? OldestToUnload(IReadOnlyList<VersionSnapshot> versions)
    {
        VersionSnapshot? oldest = null;
        foreach (var version in versions)
        {
            if (
                version is { IsAspired: false, Phase: VersionPhase.Available }
                && (oldest is null || version.Id.Version < oldest.Value.Id.Version)
            )
                oldest = version;
        }

        return oldest is { } found ? new VersionAction(found.Id, IsLoad: false) : null;
    }
}
