using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Sources;

/// <summary>
/// Turns the file events under a path into a signal. What gives none (network mounts, links that are switched, a limit
/// of the system that is reached) is left to polling; the log is told once.
/// </summary>
internal sealed class FolderWatcher(ChangeSignal signal, TimeSpan poll, ILogger log) : IDisposable
{
    private FileSystemWatcher? _watcher;
    private (string Path, DateTime Born) _watched;
    private bool _isDisposed;
    private int _told;

    /// <summary>Whether events are not, or not all, given.</summary>
    public bool IsFailed => Volatile.Read(ref _told) != 0;

    /// <summary>
    /// Sees to it that the path is watched, also where another folder has taken its place since. Call it before
    /// looking, so that no change falls between.
    /// </summary>
    public void Watch(string path)
    {
        var isFile = File.Exists(path);
        var folder = isFile ? Path.GetDirectoryName(path)! : FolderReader.Follow(path);
        var wanted = (folder, Directory.GetCreationTimeUtc(folder));
        if (_isDisposed || wanted == _watched)
            return;
        Stop();
        try
        {
            _watcher = new FileSystemWatcher(folder, isFile ? Path.GetFileName(path) : "*")
            {
                IncludeSubdirectories = !isFile,
                NotifyFilter =
                    NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _watcher.Changed += OnEvent;
            _watcher.Created += OnEvent;
            _watcher.Deleted += OnEvent;
            _watcher.Renamed += OnEvent;
            _watcher.Error += OnError;
            _watcher.EnableRaisingEvents = true;
            _watched = wanted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Stop();
            _watched = wanted;
            Tell(folder, e);
        }
    }

    /// <summary>The path is gone: whatever comes in its place is watched anew.</summary>
    public void Stop()
    {
        _watcher?.Dispose();
        _watcher = null;
        _watched = default;
    }

    public void Dispose()
    {
        Stop();
        _isDisposed = true;
    }

    private void OnEvent(object sender, FileSystemEventArgs e) => signal.Give();

    // Events were lost: whatever they were, a look tells.
    private void OnError(object sender, ErrorEventArgs e)
    {
        signal.Give();
        if (e.GetException() is not InternalBufferOverflowException)
            Tell(((FileSystemWatcher)sender).Path, e.GetException());
    }

    private void Tell(string folder, Exception e)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
            log.NoEvents(folder, e.Message, poll.TotalSeconds);
    }
}
