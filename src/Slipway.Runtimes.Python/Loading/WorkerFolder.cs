using System.Reflection;

namespace Slipway.Runtimes.Python.Loading;

/// <summary>
/// A folder that only this user may enter, with the worker's sources and the sockets of the workers of one servable;
/// deleted on disposal. The folders of processes that could not do that are deleted by the next one
/// (<see cref="LeftFolders"/>).
/// </summary>
internal sealed class WorkerFolder : IDisposable
{
    private const string Prefix = "worker/";

    private readonly FileStream _lock;
    private int _sockets;

    private WorkerFolder(string path)
    {
        Path = path;
        _lock = LeftFolders.Hold(path);
    }

    public string Path { get; }

    /// <summary>What the interpreter is started with.</summary>
    public string Script => System.IO.Path.Combine(Path, "start.py");

    public static WorkerFolder Create()
    {
        LeftFolders.DeleteOnce();
        // Of mode 0700.
        var folder = new WorkerFolder(Directory.CreateTempSubdirectory(LeftFolders.Prefix).FullName);
        try
        {
            folder.WriteSources();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A name for a socket that none has had.</summary>
    public string NextSocket() => System.IO.Path.Combine(Path, $"{Interlocked.Increment(ref _sockets)}.sock");

    public void Dispose()
    {
        _lock.Dispose();
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has tidied up.
        }
    }

    private void WriteSources()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            var path = System.IO.Path.Combine(Path, name[Prefix.Length..]);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            using var source = assembly.GetManifestResourceStream(name)!;
            using var target = File.Create(path);
            source.CopyTo(target);
        }
    }
}
