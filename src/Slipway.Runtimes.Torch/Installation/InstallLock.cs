namespace Slipway.Runtimes.Torch.Installation;

/// <summary>One installation at a time: an exclusively opened file, which the system closes with its process.</summary>
internal static class InstallLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<IDisposable> AcquireAsync(
        string root,
        Action? waiting,
        CancellationToken cancellationToken
    )
    {
        var path = Path.Combine(root, "install.lock");
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!told)
                    waiting?.Invoke();
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
