using Slipway.Errors;
using Slipway.Oci.Unpacking;
using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>What a listing means: which folders there should be. Pure.</summary>
/// <param name="Units">One each for the folders of the mirror.</param>
/// <param name="Single">The unit that is the whole location; null where the location is a repository of them.</param>
/// <param name="Skipped">Objects whose names cannot be files and that belong to no unit.</param>
internal sealed record MirrorPlan(IReadOnlyList<MirrorUnit> Units, string? Single, int Skipped)
{
    /// <summary>The store's clock when it was made, to judge ages by; null where it has not said.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    public static MirrorPlan Create(RemoteLocation location, StoreListing listing, long maxModelBytes)
    {
        if (listing.IsSingleFile)
        {
            var file = Checked(OfFile(location, listing.Objects[0]), location, maxModelBytes);
            return new MirrorPlan([file], file.Name, 0);
        }

        // A configuration, an artifact or a numbered folder right below the location make it one model.
        if (listing.Objects.Any(stored => FileNames.MakesModel(FirstSegment(stored))))
        {
            var name = UnitName(location.LastSegment);
            return new MirrorPlan([Checked(name, listing.Objects, 0, location, maxModelBytes)], name, 0);
        }

        var units = new List<MirrorUnit>();
        var skipped = 0;
        foreach (var group in listing.Objects.Where(IsBelowFolder).GroupBy(FirstSegment))
        {
            if (group.Key.StartsWith('.') && EntryNames.IsSafe(group.Key))
                continue;
            if (EntryNames.IsSafe(group.Key))
                units.Add(Checked(group.Key, group, group.Key.Length + 1, location, maxModelBytes));
            else
                skipped += group.Count();
        }

        return new MirrorPlan(units, null, skipped);
    }

    private static MirrorUnit OfFile(RemoteLocation location, StoredObject stored)
    {
        var file = location.LastSegment;
        if (FileNames.StemOfArchive(file) is { } archive)
        {
            return new MirrorUnit(UnitName(archive), new Dictionary<string, StoredObject> { [file] = stored })
            {
                IsArchive = true,
            };
        }

        // Like a local file: one that is called "model" has its folder's name.
        var stem = Path.GetFileNameWithoutExtension(file);
        var parts = location.Path.Split('/');
        var name = stem == "model" && parts.Length > 1 ? parts[^2] : stem;
        return new MirrorUnit(UnitName(name), new Dictionary<string, StoredObject> { [file] = stored });
    }

    private static MirrorUnit Checked(
        string name,
        IEnumerable<StoredObject> objects,
        int prefix,
        RemoteLocation location,
        long maxModelBytes
    )
    {
        var files = new Dictionary<string, StoredObject>(StringComparer.Ordinal);
        foreach (var stored in objects)
        {
            // What is hidden stays away, our own manifest's name with it.
            if (!stored.Key[prefix..].StartsWith('.') || !EntryNames.IsSafe(stored.Key[prefix..]))
                files[stored.Key[prefix..]] = stored;
        }

        return Checked(new MirrorUnit(name, files), location, maxModelBytes);
    }

    private static MirrorUnit Checked(MirrorUnit unit, RemoteLocation location, long maxModelBytes)
    {
        try
        {
            foreach (var path in unit.Objects.Keys)
            {
                FileNames.Checked(path, $"'{location.Display}'");
                for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
                {
                    if (unit.Objects.ContainsKey(path[..slash]))
                    {
                        throw RemoteException.Create(
                            RemoteException.BadName,
                            $"'{location.Display}' has '{EntryNames.Printable(path[..slash])}' both as an object and as "
                                + "a folder. Rename or remove one."
                        );
                    }
                }
            }

            foreach (var version in unit.Objects.GroupBy(file => VersionOf(file.Key)))
            {
                var bytes = version.Aggregate(0L, (sum, file) => checked(sum + Math.Max(0, file.Value.Size ?? 0)));
                if (bytes > maxModelBytes)
                    throw TooLarge(unit.Name, version.Key, bytes, maxModelBytes);
            }

            return unit;
        }
        catch (ServingException e)
        {
            return unit with { Problem = e };
        }
        catch (OverflowException)
        {
            return unit with { Problem = TooLarge(unit.Name, "", long.MaxValue, maxModelBytes) };
        }
    }

    public static ServingException TooLarge(string name, string version, long bytes, long limit) =>
        RemoteException.Create(
            RemoteException.TooLarge,
            $"'{EntryNames.Printable(name)}'{(version.Length > 0 ? $" version {version}" : "")} has {ByteSize.Of(bytes)} or "
                + $"more, and {ByteSize.Of(limit)} are allowed. Raise --max-model-bytes if that is meant."
        );

    private static string VersionOf(string path) =>
        path.IndexOf('/') is > 0 and var slash && FileNames.IsVersion(path[..slash]) ? path[..slash] : "";

    private static string FirstSegment(StoredObject stored) =>
        stored.Key.IndexOf('/') is >= 0 and var slash ? stored.Key[..slash] : stored.Key;

    private static bool IsBelowFolder(StoredObject stored) => stored.Key.Contains('/', StringComparison.Ordinal);

    private static string UnitName(string name) =>
        EntryNames.IsSafe(name) && !name.StartsWith('.') && !name.Contains('/', StringComparison.Ordinal)
            ? name
            : "model";
}
