using System.Globalization;
using Slipway.Cli.Commands;
using Slipway.Cli.Servers;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;

namespace Slipway.Cli.Images.Build;

/// <summary>
/// What of a path goes into an image: a model file; a package folder; of a folder with numbered versions the newest and what
/// lies beside them; of the folder of one version that one. Hidden files, Python's caches and lock files stay out.
/// </summary>
internal sealed class ModelSource
{
    private readonly string? _modelFolder;
    private readonly string? _versionFolder;

    private ModelSource(string path, string name, string? modelFolder, string? versionFolder, long? version)
    {
        (Path, Name, _modelFolder, _versionFolder, Version) = (path, name, modelFolder, versionFolder, version);
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>What the model is called where nothing in it says otherwise.</summary>
    public string Name { get; }

    /// <summary>The number of the version's folder; null where there are no versions.</summary>
    public long? Version { get; }

    /// <summary>Whether the version was chosen, for the path has several.</summary>
    public bool IsNewestOfSeveral => Version is not null && Path == _modelFolder;

    /// <summary>The folder that the model is in.</summary>
    public string Folder => _versionFolder ?? _modelFolder ?? System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Where the lock file of the image lies, unless the user says otherwise.</summary>
    public string LockFile => Path + Build.LockFile.Extension;

    /// <exception cref="CliException">There is nothing, or what no image is made of.</exception>
    public static ModelSource At(string text)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(ModelPath.Check(text));
        var name = System.IO.Path.GetFileName(path);
        if (TorchModels.AreAt(path))
        {
            throw CliException.ModelNotLoaded(
                $"{path} is a TorchScript model. It needs libtorch, which no image of ours carries: export it to ONNX "
                    + "(torch.onnx.export), or serve it with Python and an image that has torch."
            );
        }

        if (File.Exists(path))
        {
            return name.EndsWith("proj", StringComparison.Ordinal)
                ? throw IsProject(path)
                : new ModelSource(path, System.IO.Path.GetFileNameWithoutExtension(path), null, null, null);
        }

        if (Directory.EnumerateFiles(path, "*.??proj").Any())
            throw IsProject(path);
        if (VersionOf(name) is { } own && System.IO.Path.GetDirectoryName(path) is { } parent)
            return new ModelSource(path, System.IO.Path.GetFileName(parent), parent, path, own);
        var newest = Directory
            .EnumerateDirectories(path)
            .Select(folder => (Folder: folder, Version: VersionOf(System.IO.Path.GetFileName(folder))))
            .Where(entry => entry.Version is not null)
            .OrderByDescending(entry => entry.Version)
            .FirstOrDefault();
        return newest.Folder is null
            ? new ModelSource(path, name, path, null, null)
            : new ModelSource(path, name, path, newest.Folder, newest.Version);
    }

    /// <summary>The files, under <c>models/NAME</c>.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="imported">What takes an artifact's place; null for nothing.</param>
    public LayerFiles Gather(string name, ImportedArtifact? imported)
    {
        var files = new LayerFiles();
        var root = $"{ServiceImage.ModelsFolder}/{name}";
        if (_modelFolder is null)
        {
            // With the weights that lie beside it.
            foreach (var file in ModelFiles.Of(Path).Files)
                Add(files, $"{root}/1/{file.Path}", file.File, file.File.DirectoryName!, imported);
            return files;
        }

        var within = _modelFolder;
        // A folder that is an artifact itself has no other files that count.
        if (imported?.Replaces == (_versionFolder ?? _modelFolder))
        {
            Replace(files, $"{root}/{Version ?? 1}/model", imported);
        }
        else if (_versionFolder is { } folder)
        {
            AddFolder(files, $"{root}/{Version}", new DirectoryInfo(folder), within, imported, withFolders: true);
        }

        if (imported?.Replaces != _modelFolder)
            AddFolder(
                files,
                root,
                new DirectoryInfo(_modelFolder),
                within,
                imported,
                withFolders: _versionFolder is null
            );
        return files;
    }

    // Numbered folders are other versions; other folders beside them may be read by all.
    private static void AddFolder(
        LayerFiles files,
        string at,
        DirectoryInfo folder,
        string within,
        ImportedArtifact? imported,
        bool withFolders
    )
    {
        foreach (var child in folder.EnumerateFileSystemInfos())
        {
            if (IsLeftOut(child) || (!withFolders && child is DirectoryInfo && VersionOf(child.Name) is not null))
                continue;
            Add(files, $"{at}/{child.Name}", child, within, imported);
        }
    }

    private static void Add(
        LayerFiles files,
        string at,
        FileSystemInfo entry,
        string within,
        ImportedArtifact? imported
    )
    {
        if (imported?.Replaces == entry.FullName)
            Replace(files, at, imported);
        else if (entry.LinkTarget is not null)
            AddLinked(files, at, entry, within);
        else if (entry is DirectoryInfo folder)
            AddFolder(files, at, folder, within, imported, withFolders: true);
        else if (entry is FileInfo { Exists: true } file)
            files.AddFile(at, file);
    }

    // A file of the model under another name. Anything else would bring what nobody meant to give away, or never end.
    private static void AddLinked(LayerFiles files, string at, FileSystemInfo link, string within)
    {
        var target = link.ResolveLinkTarget(returnFinalTarget: true);
        var below =
            System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(within))
            + System.IO.Path.DirectorySeparatorChar;
        if (target is FileInfo { Exists: true } file && file.FullName.StartsWith(below, StringComparison.Ordinal))
        {
            files.AddFile(at, file);
            return;
        }

        // As 'latest', which leads to a version.
        if (
            target is DirectoryInfo
            && VersionOf(target.Name) is not null
            && target.FullName.StartsWith(below, StringComparison.Ordinal)
        )
            return;
        throw CliException.ModelNotLoaded(
            $"{link.FullName} is a link to a folder, to nothing or out of {within}; only files of the model go into its image. Put the file "
                + "itself there."
        );
    }

    private static void Replace(LayerFiles files, string at, ImportedArtifact imported)
    {
        foreach (var file in new DirectoryInfo(imported.Folder).EnumerateFiles())
            files.AddFile($"{at}/{file.Name}", file);
    }

    private static bool IsLeftOut(FileSystemInfo entry) =>
        entry.Name.StartsWith('.')
        || entry.Name == "__pycache__"
        // They are unpacked into a layer of their own.
        || (entry is DirectoryInfo { Name: PythonPackages.Folder } wheels && wheels.EnumerateFiles("*.whl").Any())
        || entry.Name.EndsWith(Build.LockFile.Extension, StringComparison.Ordinal);

    private static long? VersionOf(string name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : null;

    private static CliException IsProject(string path) =>
        CliException.Usage(
            $"{path} is a project, a service of its own, and no model; of its kind 'dotnet publish -t:PublishContainer' makes an image."
        );
}

/// <summary>What an importer made of a model of another framework.</summary>
/// <param name="Replaces">The file or folder that it was made of.</param>
/// <param name="Folder">Where its files are.</param>
internal sealed record ImportedArtifact(string Replaces, string Folder);
