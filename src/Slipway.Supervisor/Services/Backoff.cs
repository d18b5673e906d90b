namespace Slipway.Supervisor.Services;

/// <summary>How long is waited before a replica that ended is started again, and when that counts as a crash loop.</summary>
internal static class Backoff
{
    /// <summary>Ends in a row, none after a good while, from which on it is a crash loop.</summary>
    public const int CrashLoop = 4;

    /// <summary>A replica that was ready for this long has left its past behind.</summary>
    public static readonly TimeSpan GoodWhile = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="failures">Ends in a row, from 1 on.</param>
    public static TimeSpan Pause(int failures)
    {
        var pause = First * Math.Pow(2, Math.Min(failures, 20) - 1);
        return pause < Longest ? pause : Longest;
    }
}
