using Slipway.Errors;

namespace Slipway.Serving.Sources;

/// <summary>Follows a path, whatever it is: a file, one model's folder, or a repository of such folders.</summary>
internal sealed class PathTracker(string path, string? name, Tracking tracking)
{
    private readonly Dictionary<string, TrackedFolder> _folders = [];
    private readonly Dictionary<string, string> _owners = [];
    private TrackedFile? _file;

    /// <summary>Looks at all of it, and tells after which time to look again.</summary>
    /// <exception cref="ServingException">It is none of these.</exception>
    public (SourceListing Listing, TimeSpan Remaining) Look(string root, CancellationToken cancellationToken)
    {
        if (File.Exists(root))
        {
            _file ??= new TrackedFile(root, name, tracking);
            return Listing([(root, _file.Look(cancellationToken))]);
        }

        if (!Directory.Exists(root))
            throw ServingException.NotFound($"There is no file or folder '{path}'.");

        var folders = RepositoryLayout.ModelsIn(root, tracking);
        if (name is not null && folders.Any(folder => folder != root))
        {
            throw ServingException.InvalidArgument(
                $"'{path}' is a repository of several models; a name can be given to a single model only."
            );
        }

        foreach (var gone in _folders.Keys.Except(folders).ToArray())
        {
            _folders.Remove(gone);
        }

        var sights = new List<(string Folder, ModelSight Sight)>(folders.Count);
        foreach (var folder in folders)
        {
            if (!_folders.TryGetValue(folder, out var tracked))
                _folders[folder] = tracked = new TrackedFolder(folder, name, tracking);
            sights.Add((folder, tracked.Look(cancellationToken)));
        }

        return Listing(sights);
    }

    private (SourceListing, TimeSpan) Listing(List<(string Folder, ModelSight Sight)> sights)
    {
        foreach (var (folder, sight) in sights.Where(sight => sight.Sight.Model is not null))
        {
            Claim(sight.Model!.Name, folder, sights);
        }

        var models = new List<SourcedModel>();
        var broken = new List<BrokenModel>();
        var remaining = Timeout.InfiniteTimeSpan;
        foreach (var (folder, (model, wrong, soon)) in sights)
        {
            remaining = ModelSight.Sooner(remaining, soon);
            if (model is null || _owners[model.Name] == folder)
            {
                if (model is not null)
                    models.Add(model);
                broken.AddRange(wrong);
            }
            else
            {
                broken.Add(NameTaken(model.Name, _owners[model.Name], folder));
            }
        }

        return (new SourceListing(models, broken), remaining);
    }

    // Who has a name keeps it: a folder that comes later takes no model's place.
    private void Claim(string model, string folder, List<(string Folder, ModelSight Sight)> sights)
    {
        var isHeld =
            _owners.TryGetValue(model, out var owner)
            && sights.Any(sight => sight.Folder == owner && sight.Sight.Model?.Name == model);
        if (!isHeld)
            _owners[model] = folder;
    }

    private static BrokenModel NameTaken(string model, string owner, string folder) =>
        new(
            Path.GetFileName(folder),
            folder,
            new ServingException(
                ServingErrorCode.AlreadyExists,
                $"The folders '{Path.GetFileName(owner)}' and '{Path.GetFileName(folder)}' both name their model "
                    + $"'{model}'. Give one another name in its model.yaml."
            )
            {
                Reason = "name-taken",
            }
        );
}
