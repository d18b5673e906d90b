namespace Slipway.Supervisor;

/// <summary>One supervisor for each fleet: a lock that ends with the process, however that ends.</summary>
internal static class SingleInstance
{
    /// <summary>Null where another has it.</summary>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            // On Unix an exclusively opened file is locked with flock(2).
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
