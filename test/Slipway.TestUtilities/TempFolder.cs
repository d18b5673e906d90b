using Slipway.Onnx;

namespace Slipway.TestUtilities;

/// <summary>A new folder under the system's temporary folder, deleted with everything in it on disposal.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder()
    {
        Path = Directory.CreateTempSubdirectory("slipway-").FullName;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The path of a file or folder in here; nothing is made.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Makes a folder in here and gives its path.</summary>
    public string Folder(string relative) => Directory.CreateDirectory(this[relative]).FullName;

    public string Write(string relative, ReadOnlySpan<byte> content)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string relative, string content)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Builds a model into a file in here, with the folders above it.</summary>
    public string Model(string relative, OnnxGraphBuilder graph)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        graph.Save(path);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test took it away itself.
        }
    }
}
