namespace Slipway.Cli.Projects;

/// <summary>Finds the projects in a folder of models, which the server that loads no assemblies passes over.</summary>
internal static class PassedOver
{
    // A folder given by mistake must not cost more than a moment.
    private const int MostFolders = 1000;
    private const int MostFiles = 1000;

    /// <summary>A sentence for each.</summary>
    /// <param name="paths">What is served, none of it a project itself.</param>
    /// <param name="tool">How the tool is called.</param>
    public static IEnumerable<string> In(IEnumerable<string> paths, string tool) =>
        paths
            .Where(Directory.Exists)
            .SelectMany(path => Directory.EnumerateDirectories(path).Take(MostFolders).Order(StringComparer.Ordinal))
            .Where(IsProject)
            .Select(folder =>
                $"{folder} is a project of its own and is not served here: {tool} serve {folder}, on other ports."
            );

    private static bool IsProject(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*.csproj").Take(MostFiles).Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
