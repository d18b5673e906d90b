using Slipway.Oci.Content;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Images.Services;

/// <summary>A published server in a folder, as layers of an image: the engine's native libraries, and everything else.</summary>
public sealed class ServerFiles
{
    // Native libraries that change with a package, not with the server.
    private static readonly string[] Engines = ["libonnxruntime", "libSkiaSharp"];

    // Programs that images carry no models for: theirs were imported when the image was built.
    private static readonly string[] LeftOut = ["importers"];

    private static readonly string[] LeftOutExtensions = [".pdb", ".dbg", ".xml"];

    private readonly List<(string Path, FileInfo File)> _files;

    private ServerFiles(string folder, Platform platform, List<(string Path, FileInfo File)> files) =>
        (Folder, Platform, _files) = (folder, platform, files);

    public string Folder { get; }

    /// <summary>What its program runs on, by the program's own header.</summary>
    public Platform Platform { get; }

    /// <exception cref="Errors.ServingException">There is no server for Linux in it.</exception>
    public static ServerFiles Open(string folder)
    {
        var program = Path.Combine(folder, ServiceImage.ServerProgram);
        if (!File.Exists(program))
        {
            throw OciErrors.NotFound(
                "no-server",
                $"'{folder}' holds no {ServiceImage.ServerProgram}. It is what 'dotnet publish src/Slipway.Server -r linux-x64' makes."
            );
        }

        var files = new List<(string, FileInfo)>();
        Gather(new DirectoryInfo(folder), "", files);
        files.Sort(static (left, right) => string.CompareOrdinal(left.Item1, right.Item1));
        return new ServerFiles(folder, ElfHeader.PlatformOf(program), files);
    }

    public LayerFiles Runtime() => Layer(IsEngine);

    public LayerFiles Server() => Layer(path => !IsEngine(path));

    /// <summary>Changes when a file is written, so that what was made of the files is known without reading them.</summary>
    public string Key =>
        string.Join(
            '\n',
            _files.Select(file =>
                $"{file.Path} {file.File.Length} {file.File.LastWriteTimeUtc.Ticks} {file.File.FullName}"
            )
        );

    private static void Gather(DirectoryInfo folder, string path, List<(string, FileInfo)> files)
    {
        foreach (var child in folder.EnumerateFileSystemInfos())
        {
            if (LeftOut.Contains(child.Name) || LeftOutExtensions.Contains(child.Extension))
                continue;
            if (child is DirectoryInfo inner)
                Gather(inner, $"{path}{child.Name}/", files);
            else if (child is FileInfo file)
                files.Add((path + child.Name, file));
        }
    }

    private static bool IsEngine(string path) => Engines.Any(name => path.StartsWith(name, StringComparison.Ordinal));

    private LayerFiles Layer(Func<string, bool> isIn)
    {
        var layer = new LayerFiles();
        foreach (var (path, file) in _files.Where(file => isIn(file.Path)))
        {
            // How the packages left their modes differs between machines.
            var mode = path is ServiceImage.ServerProgram or "createdump" ? LayerFiles.Program : LayerFiles.PlainFile;
            layer.AddFile($"{ServiceImage.ServerFolder}/{path}", file, mode);
        }

        return layer;
    }
}
