namespace Slipway.Oci.Caching;

/// <summary>
/// A file by which processes agree: many may hold it shared, or one alone. The system lets go of it where a process dies.
/// </summary>
internal sealed class CacheLock(string file, TimeProvider time)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until nobody holds it alone.</summary>
    public Task<IDisposable> ShareAsync(CancellationToken cancellationToken) =>
        WaitAsync(FileShare.Read, cancellationToken);

    /// <summary>Waits until nobody holds it at all.</summary>
    public Task<IDisposable> ExcludeAsync(CancellationToken cancellationToken) =>
        WaitAsync(FileShare.None, cancellationToken);

    /// <summary>Null where anybody holds it.</summary>
    public IDisposable? TryExclude() => TryOpen(FileShare.None);

    private async Task<IDisposable> WaitAsync(FileShare share, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryOpen(share) is { } held)
                return held;
            await Task.Delay(BetweenAttempts, time, cancellationToken);
        }
    }

    // Opened for reading alone, so that several can have it shared.
    private FileStream? TryOpen(FileShare share)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, share, bufferSize: 0);
        }
        catch (IOException e) when (File.Exists(file) && e.GetType() == typeof(IOException))
        {
            return null;
        }
    }
}
