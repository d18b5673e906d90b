namespace Slipway.Gateway.Hosting;

/// <summary>
/// What is read from files, read again when they have changed: by their time and length, looked at once a second at most, and
/// only when somebody asks. Files that cannot be read leave what was read before in its place. Thread-safe.
/// </summary>
internal sealed class WatchedFiles<T>
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string[] _paths;
    private readonly Func<T> _read;
    private readonly Action<T> _changed;
    private readonly Action<Exception> _failed;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private string _stamp;
    private long _looked;
    private T _current;

    /// <param name="paths">The files.</param>
    /// <param name="read">Reads them; its failure the first time is the caller's.</param>
    /// <param name="changed">Told after they were read again.</param>
    /// <param name="failed">Told why they were not.</param>
    /// <param name="time">Measures the pause.</param>
    public WatchedFiles(string[] paths, Func<T> read, Action<T> changed, Action<Exception> failed, TimeProvider time)
    {
        (_paths, _read, _changed, _failed, _time) = (paths, read, changed, failed, time);
        _stamp = Stamp();
        _current = read();
        _looked = time.GetTimestamp();
    }

    public T Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _looked)) >= Pause)
                Look();
            return Volatile.Read(ref _current);
        }
    }

    private void Look()
    {
        // Who comes meanwhile takes what is there.
        if (!_lock.TryEnter())
            return;
        try
        {
            Volatile.Write(ref _looked, _time.GetTimestamp());
            var stamp = Stamp();
            if (stamp == _stamp)
                return;
            _stamp = stamp;
            Volatile.Write(ref _current, _read());
            _changed(_current);
        }
        catch (Exception e)
        {
            _failed(e);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private string Stamp() =>
        string.Join(
            '|',
            _paths.Select(Target).Select(file => (file.Exists ? file.Length : -1, file.LastWriteTimeUtc.Ticks))
        );

    // Volumes of Kubernetes have links: what changes is where they lead.
    private static FileInfo Target(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        }
        catch (IOException)
        {
            // It is not there, or leads nowhere.
            return file;
        }
    }
}
