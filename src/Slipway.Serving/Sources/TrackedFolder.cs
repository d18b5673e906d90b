using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>Follows one model folder: its configuration, and its numbered versions or the one package that it is.</summary>
internal sealed class TrackedFolder(string path, string? givenName, Tracking tracking)
{
    private readonly TrackedConfig _config = tracking.Config();
    private readonly Dictionary<long, TrackedVersion> _versions = [];
    private SourcedModel? _last;

    /// <summary>
    /// Looks at all of it. What was usable before stays, with the error beside it, where the folder cannot be read or
    /// its configuration is wrong.
    /// </summary>
    public ModelSight Look(CancellationToken cancellationToken)
    {
        var name = givenName ?? Path.GetFileName(path);
        try
        {
            var sight = Look(FolderReader.Follow(path), name, cancellationToken);
            _last = sight.Model;
            return sight;
        }
        catch (DirectoryNotFoundException)
        {
            // It goes under our eyes; the next look does not find it.
            return new ModelSight(_last, [], TrackedVersion.Again);
        }
        catch (ServingException e)
        {
            return ModelSight.OfBroken(_last, name, path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ModelSight.OfBroken(_last, name, path, FolderReader.Unreadable(name, e));
        }
    }

    private ModelSight Look(string folder, string folderName, CancellationToken cancellationToken)
    {
        var entries = FolderReader.Entries(folder);
        var config = _config.Look(
            folder,
            entries.Where(entry => !FolderReader.IsFolder(entry)).Select(entry => entry.FullName)
        );
        if (config.Seen is null)
        {
            // The first configuration is wrong, or still being written.
            var model = new SourcedModel(folderName, folder, new ModelConfig(), []);
            return config.Error is null
                ? new ModelSight(model, [], config.Remaining)
                : ModelSight.OfBroken(null, folderName, path, config.Error);
        }

        var name = ModelNames.Checked(givenName ?? (config.Config ?? config.Seen).Name ?? folderName);
        var broken = new List<BrokenModel>();
        if (config.Error is not null)
            broken.Add(new BrokenModel(name, path, config.Error));
        var remaining = config.Remaining > TimeSpan.Zero ? config.Remaining : Timeout.InfiniteTimeSpan;

        var places = Places(folder, entries, config.Seen);
        foreach (var gone in _versions.Keys.Except(places.Select(place => place.Key)).ToArray())
        {
            _versions.Remove(gone);
        }

        foreach (var place in places)
        {
            if (!_versions.TryGetValue(place.Key, out var version))
                _versions[place.Key] = version = tracking.Version();
            if (place.Skip(1).Any())
            {
                broken.Add(new BrokenModel(name, path, Twice(name, place), place.Key));
                continue;
            }

            var found = new FolderPlace(place.Single(), folder, name, place.Key, tracking.Packages);
            remaining = ModelSight.Sooner(remaining, version.Look(found, config, cancellationToken));
            if (version.Error is { } error)
                broken.Add(new BrokenModel(name, place.Single(), error, place.Key));
        }

        // A model that was given another name takes its versions along.
        var packages = _versions
            .OrderByDescending(version => version.Key)
            .Select(version => version.Value.Package)
            .OfType<ModelPackage>()
            .Select(package => package.Name == name ? package : package with { Name = name });
        return new ModelSight(
            new SourcedModel(name, folder, config.Config ?? config.Seen, [.. packages]),
            broken,
            remaining
        );
    }

    /// <summary>The folders of each version; without numbered ones, or with the artifact named, it is version 1.</summary>
    private static ILookup<long, string> Places(string folder, List<FileSystemInfo> entries, ModelConfig config)
    {
        var numbered = entries
            .Where(entry => FolderReader.IsFolder(entry) && FolderNames.VersionOf(entry.Name) > 0)
            .ToLookup(entry => FolderNames.VersionOf(entry.Name), entry => entry.FullName);
        var isPackage = config.File is { } file && Path.Exists(Path.Combine(folder, file));
        return numbered.Count > 0 && !isPackage ? numbered : new[] { folder }.ToLookup(_ => 1L);
    }

    private static ServingException Twice(string name, IGrouping<long, string> folders) =>
        new(
            ServingErrorCode.AlreadyExists,
            $"The folders {string.Join(" and ", folders.Select(folder => $"'{Path.GetFileName(folder)}'"))} of model "
                + $"'{name}' are both version {folders.Key}. Remove or rename one."
        )
        {
            Reason = "version-twice",
        };
}
