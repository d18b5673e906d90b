namespace Slipway.Gateway.Bodies;

/// <summary>How much memory bodies take that are kept to be sent again, over all requests. Thread-safe.</summary>
internal sealed class BodyBudget(long most = BodyBudget.Default)
{
    /// <summary>256 MiB.</summary>
    public const long Default = 256 << 20;

    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>False where it is used up: the body is sent as it comes, then, and only once.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= most)
            return true;
        GiveBack(bytes);
        return false;
    }

    public void GiveBack(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
