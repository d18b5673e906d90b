using Slipway.Errors;

namespace Slipway.Serving.Sources;

/// <summary>Tells model folders from others.</summary>
internal static class RepositoryLayout
{
    // The root of a volume has it, readable or not.
    private const string LostAndFound = "lost+found";

    /// <summary>
    /// The model folders in a root, by name; the root itself where it is one. Numbered folders are versions of the
    /// root, but for those that are models with versions of their own.
    /// </summary>
    public static List<string> ModelsIn(string root, Tracking tracking)
    {
        if (HasConfigOrArtifact(root, tracking) || Numbered(root).Any(version => HasArtifact(version, tracking)))
            return [root];
        var models = FolderReader
            .Folders(root)
            .Where(folder => folder.Name != LostAndFound)
            .Select(folder => folder.FullName)
            .Where(folder => IsModel(folder, tracking))
            .ToList();
        return models.Count == 0 && Numbered(root).Any() ? [root] : models;
    }

    // What cannot be read counts as one, so that looking at it tells why.
    private static bool IsModel(string folder, Tracking tracking)
    {
        try
        {
            return HasConfigOrArtifact(folder, tracking) || Numbered(folder).Any();
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is ServingException or IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool HasArtifact(string folder, Tracking tracking)
    {
        try
        {
            return tracking.Artifacts.In(folder).Count > 0;
        }
        catch (Exception e) when (e is ServingException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool HasConfigOrArtifact(string folder, Tracking tracking) =>
        tracking.Configs.Find(folder) is not null || tracking.Artifacts.In(folder).Count > 0;

    private static IEnumerable<string> Numbered(string folder) =>
        FolderReader
            .Folders(folder)
            .Where(child => FolderNames.VersionOf(child.Name) > 0)
            .Select(child => child.FullName);
}
