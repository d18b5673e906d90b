using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Locating;

/// <summary>The fleets that were started on this machine: a folder each, with a <see cref="FleetRecord"/> in it.</summary>
/// <param name="root">Where the folders are; null for the usual place.</param>
internal sealed class FleetRegistry(string? root)
{
    private const int MostFleets = 1000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(root ?? FleetPlace.DefaultRoot());

    /// <summary>By name and folder.</summary>
    public IReadOnlyList<KnownFleet> All() =>
        !Directory.Exists(Root)
            ? []
            :
            [
                .. Directory
                    .EnumerateDirectories(Root)
                    .Take(MostFleets)
                    .Select(Read)
                    .OfType<KnownFleet>()
                    .OrderBy(fleet => fleet.Name, StringComparer.Ordinal)
                    .ThenBy(fleet => fleet.Record.Directory, StringComparer.Ordinal),
            ];

    /// <summary>A fleet's place; its sockets are where they were when it was started first, as long as that folder is there.</summary>
    /// <param name="directory">The manifest's folder.</param>
    /// <param name="name">The fleet's.</param>
    public FleetPlace PlaceOf(string directory, string name)
    {
        var place = FleetPlace.Of(directory, name, Root);
        return Read(place.State) is { } known && Directory.Exists(known.Place.Runtime) ? known.Place : place;
    }

    /// <summary>The fleet of a manifest, whether or not it was ever started.</summary>
    /// <param name="manifest">The manifest's file.</param>
    /// <param name="name">The fleet's.</param>
    public KnownFleet Of(string manifest, string name)
    {
        var file = Path.GetFullPath(manifest);
        var directory = Path.GetDirectoryName(file)!;
        var place = PlaceOf(directory, name);
        var record = new FleetRecord
        {
            Name = name,
            Directory = directory,
            Manifest = file,
            Runtime = place.Runtime,
        };
        return new KnownFleet(record, place);
    }

    /// <summary>Has it be found from now on.</summary>
    public static void Save(KnownFleet fleet)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(fleet.Place.State);
        else
            Directory.CreateDirectory(fleet.Place.State, OwnerOnly);
        var partial = $"{fleet.Place.Record}.{Environment.ProcessId}";
        File.WriteAllText(partial, JsonSerializer.Serialize(fleet.Record, DeploymentJson.Default.FleetRecord));
        File.Move(partial, fleet.Place.Record, overwrite: true);
    }

    private static KnownFleet? Read(string folder)
    {
        try
        {
            var place = new FleetPlace(folder, "");
            using var stream = File.OpenRead(place.Record);
            return JsonSerializer.Deserialize(stream, DeploymentJson.Default.FleetRecord) is { } record
                ? new KnownFleet(record, place with { Runtime = record.Runtime })
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Another's folder, or one that is being made.
            return null;
        }
    }
}
