using Slipway.Oci.Content;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Images.Services;

/// <summary>
/// A program for .NET that was published with all that it needs, as layers of an image: .NET, which all programs of one version
/// share; the packages that it uses; and what is its own. One that was compiled ahead of time is its own altogether.
/// </summary>
public sealed class ProgramFiles
{
    private const string Library = "Slipway.AspNetCore";

    // What debuggers read, and no program.
    private static readonly string[] LeftOutExtensions = [".pdb", ".dbg"];

    private readonly List<(string Path, FileInfo File)> _files;
    private readonly IReadOnlySet<string> _runtime;
    private readonly IReadOnlySet<string> _packages;

    private ProgramFiles(string program, List<(string Path, FileInfo File)> files, DependencyManifest? manifest)
    {
        Folder = Path.GetDirectoryName(program)!;
        Program = Path.GetFileName(program);
        Platform = ElfHeader.PlatformOf(program);
        _files = files;
        _runtime = manifest?.FilesOf(DependencyLibrary.RuntimePack) ?? new HashSet<string>();
        _packages = manifest?.FilesOf(DependencyLibrary.Package) ?? new HashSet<string>();
        Version = VersionOf(manifest, Program);
        ServerVersion = VersionOf(manifest, Library);
    }

    public string Folder { get; }

    /// <summary>The name of the file that is run.</summary>
    public string Program { get; }

    /// <summary>What it runs on, by its own header.</summary>
    public Platform Platform { get; }

    /// <summary>As its publish has written it; null where that says none.</summary>
    public string? Version { get; }

    /// <summary>Of the library that serves its models; null where it has none, or does not say.</summary>
    public string? ServerVersion { get; }

    /// <param name="program">The file that is run, in the folder that it was published to.</param>
    /// <exception cref="Errors.ServingException">It is no program for Linux, or needs .NET beside it, or its folder holds links.</exception>
    public static ProgramFiles Open(string program)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(program))!);
        var described = Path.Combine(folder.FullName, Path.GetFileName(program) + ".deps.json");
        var files = new List<(string, FileInfo)>();
        Gather(folder, "", files);
        return new ProgramFiles(
            Path.GetFullPath(program),
            files,
            File.Exists(described) ? DependencyManifest.Read(described) : null
        );
    }

    /// <summary>.NET; empty where the program was compiled ahead of time.</summary>
    public LayerFiles Runtime() => Layer(_runtime.Contains);

    /// <summary>What packages brought.</summary>
    public LayerFiles Packages() => Layer(_packages.Contains);

    /// <summary>Everything else.</summary>
    public LayerFiles Own() => Layer(path => !_runtime.Contains(path) && !_packages.Contains(path));

    private static void Gather(DirectoryInfo folder, string path, List<(string, FileInfo)> files)
    {
        foreach (var child in folder.EnumerateFileSystemInfos())
        {
            if (child.LinkTarget is not null)
            {
                throw OciErrors.Invalid(
                    "published-link",
                    $"'{child.FullName}' is a link, and no publish writes links: put the file itself there."
                );
            }

            if (child is DirectoryInfo inner)
                Gather(inner, $"{path}{child.Name}/", files);
            else if (child is FileInfo file && !IsLeftOut(file))
                files.Add((path + child.Name, file));
        }
    }

    // The documentation of a library is beside it; other XML is somebody's data.
    private static bool IsLeftOut(FileInfo file) =>
        LeftOutExtensions.Contains(file.Extension)
        || (file.Extension == ".xml" && File.Exists(Path.ChangeExtension(file.FullName, ".dll")));

    private static string? VersionOf(DependencyManifest? manifest, string name) =>
        manifest
            ?.Libraries.Keys.Select(key => key.Split('/'))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0] == name)
            ?[1];

    private LayerFiles Layer(Func<string, bool> isIn)
    {
        var layer = new LayerFiles();
        foreach (var (path, file) in _files.Where(file => isIn(file.Path)))
        {
            // How packages left the modes of their files differs between machines; what a file begins with does not.
            var isProgram = file.Extension != ".so" && ElfHeader.IsProgram(file.FullName);
            layer.AddFile(
                $"{ServiceImage.ProgramFolder}/{path}",
                file,
                isProgram ? LayerFiles.Program : LayerFiles.PlainFile
            );
        }

        return layer;
    }
}
