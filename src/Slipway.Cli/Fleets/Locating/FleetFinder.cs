namespace Slipway.Cli.Fleets.Locating;

/// <summary>Finds the fleet that a command is about.</summary>
/// <param name="registry">Those there are.</param>
/// <param name="current">The folder that the user is in.</param>
internal sealed class FleetFinder(FleetRegistry registry, string current)
{
    private static readonly string[] Manifests = ["slipway.yaml", "slipway.yml"];

    /// <param name="wanted">
    /// A manifest, its folder, or the name of a fleet; null for the current folder's, or else the only one that runs.
    /// </param>
    /// <exception cref="CliException">There is none, or several and it is not known which is meant.</exception>
    public KnownFleet Find(string? wanted)
    {
        var all = registry.All();
        if (wanted is not null)
            return Named(all, wanted);
        var here = OfFolder(all, current);
        if (here.Count > 0)
            return Only(here, $"the fleets of {current}");
        if (Manifests.FirstOrDefault(name => File.Exists(Path.Combine(current, name))) is { } manifest)
        {
            throw Missing($"The fleet of {manifest} was not started yet: 'slipway up' starts it.", all);
        }

        List<KnownFleet> running = [.. all.Where(fleet => fleet.Runs)];
        return running.Count == 0
            ? throw Missing("No fleet runs on this machine, and there is no slipway.yaml in this folder.", all)
            : Only(running, "the fleets that run");
    }

    private KnownFleet Named(IReadOnlyList<KnownFleet> all, string wanted)
    {
        var path = Path.GetFullPath(wanted, current);
        if (Directory.Exists(path))
        {
            var found = OfFolder(all, path);
            return found.Count > 0
                ? Only(found, $"the fleets of {wanted}")
                : throw Missing($"No fleet of {wanted} was started on this machine: 'slipway up {wanted}' does.", all);
        }

        if (File.Exists(path))
        {
            var found = all.Where(fleet => fleet.Record.Manifest == path).ToList();
            return found.Count > 0
                ? Only(found, $"the fleets of {wanted}")
                : throw Missing($"No fleet of {wanted} was started on this machine: 'slipway up {wanted}' does.", all);
        }

        var named = all.Where(fleet => fleet.Name == wanted).ToList();
        return named.Count > 0
            ? Only(named, $"the fleets called {wanted}")
            : throw Missing($"There is no file or folder {wanted}, and no fleet of that name.", all);
    }

    private static List<KnownFleet> OfFolder(IReadOnlyList<KnownFleet> all, string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        return [.. all.Where(fleet => fleet.Record.Directory == folder)];
    }

    // One that runs is meant rather than one that does not.
    private static KnownFleet Only(List<KnownFleet> found, string what)
    {
        if (found.Count == 1)
            return found[0];
        var running = found.Where(fleet => fleet.Runs).ToList();
        if (running.Count == 1)
            return running[0];
        throw CliException.Usage(
            $"It is not clear which one is meant of {what}: {Listed(found)}. Name it, or its manifest."
        );
    }

    private CliException Missing(string message, IReadOnlyList<KnownFleet> all) =>
        new(
            ExitCodes.ServerUnreachable,
            all.Count == 0 ? $"{message} None is known in {registry.Root}." : $"{message} Known are {Listed(all)}."
        );

    private static string Listed(IReadOnlyList<KnownFleet> fleets)
    {
        const int MostShown = 10;
        var shown = fleets
            .Take(MostShown)
            .Select(fleet => $"{fleet.Name} of {fleet.Record.Directory}{(fleet.Runs ? "" : " (down)")}");
        var more = fleets.Count > MostShown ? $" and {fleets.Count - MostShown} more" : "";
        return string.Join(", ", shown) + more;
    }
}
