namespace Slipway.Gateway.Forwarding;

internal static class Timers
{
    /// <summary>Longer than anybody waits, and no longer than timers take.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(20);

    /// <summary>A time of the manifest, which may be a year.</summary>
    public static TimeSpan Bounded(TimeSpan time) => time < Longest ? time : Longest;
}
