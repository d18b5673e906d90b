using Slipway.Kubernetes.Rendering.Output;

namespace Slipway.Cli.Kubernetes;

/// <summary>Writes rendered files; files of theirs that are no longer rendered go.</summary>
internal static class OutputFolder
{
    // Which files are ours: nothing is removed that somebody else has put there.
    private const string List = ".slipway-rendered";

    public static async Task WriteAsync(
        string folder,
        IReadOnlyList<OutputFile> files,
        CancellationToken cancellationToken
    )
    {
        var list = Path.Combine(folder, List);
        var before = File.Exists(list) ? await File.ReadAllLinesAsync(list, cancellationToken) : [];
        foreach (var stale in before.Except(files.Select(file => file.Path)))
        {
            var path = Path.GetFullPath(Path.Combine(folder, stale));
            if (path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                File.Delete(path);
        }

        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Text, cancellationToken);
        }

        await File.WriteAllTextAsync(list, string.Concat(files.Select(file => file.Path + "\n")), cancellationToken);
    }
}
