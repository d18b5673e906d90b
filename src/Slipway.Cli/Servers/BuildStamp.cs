namespace Slipway.Cli.Servers;

/// <summary>
/// A file whose time says when a project was last built whole; older than any source, the build is stale. That is
/// milliseconds, where asking MSBuild is seconds.
/// </summary>
internal sealed class BuildStamp(string root, string project)
{
    private static readonly string[] RootFiles =
    [
        "global.json",
        ".editorconfig",
        "Directory.Build.props",
        "Directory.Packages.props",
    ];

    private readonly string _path = Path.Combine(root, "artifacts", "stamps", project);

    /// <summary>Whether <paramref name="product"/> is there and newer than every source.</summary>
    public bool IsFresh(string product)
    {
        if (!File.Exists(product) || !File.Exists(_path))
            return false;
        var built = File.GetLastWriteTimeUtc(_path);
        return RootFiles.All(name => File.GetLastWriteTimeUtc(Path.Combine(root, name)) <= built)
            && new DirectoryInfo(Path.Combine(root, "src"))
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .All(entry => entry.LastWriteTimeUtc <= built);
    }

    public void Mark(DateTime started)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllBytes(_path, []);
        File.SetLastWriteTimeUtc(_path, started);
    }
}
