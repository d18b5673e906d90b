namespace Slipway.Cli.Bench.Processes;

/// <summary>What processes have taken up to a moment.</summary>
/// <param name="CpuSeconds">User and system time since they began.</param>
/// <param name="ResidentBytes">Memory that they hold now.</param>
/// <param name="PeakBytes">The most that they ever held, each by itself.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long ResidentBytes, long PeakBytes)
{
    public static ProcessUsage operator +(ProcessUsage left, ProcessUsage right) =>
        new(
            left.CpuSeconds + right.CpuSeconds,
            left.ResidentBytes + right.ResidentBytes,
            left.PeakBytes + right.PeakBytes
        );
}
