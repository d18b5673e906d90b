using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Slipway.Cli.Bench.Load;

/// <summary>
/// The monotonic clock. Timers of the runtime tick in milliseconds; requests that arrive thousands of times a second are
/// waited for with the kernel's own sleep on Linux, which is exact to some microseconds and leaves the processor to
/// others.
/// </summary>
internal sealed partial class SystemLoadClock : ILoadClock
{
    private const int SetTimerSlack = 29;
    private const long NanosecondsPerMillisecond = 1_000_000;

    // Cancellation is looked at this often.
    private const long LongestSleep = 50 * NanosecondsPerMillisecond;

    [ThreadStatic]
    private static bool t_isExact;

    public long Now => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    public void WaitUntil(long instant, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux() && !t_isExact)
        {
            // The kernel may otherwise wake a thread 50 µs late to save power.
            _ = SetThreadOption(SetTimerSlack, 1, 0, 0, 0);
            t_isExact = true;
        }

        long left;
        while ((left = instant - Now) > 0 && !cancellationToken.IsCancellationRequested)
        {
            Sleep(Math.Min(left, LongestSleep));
        }
    }

    private static void Sleep(long nanoseconds)
    {
        if (OperatingSystem.IsLinux())
        {
            var time = new TimeSpec { Nanoseconds = (nint)nanoseconds };
            _ = NanoSleep(in time, 0);
        }
        else if (nanoseconds > 2 * NanosecondsPerMillisecond)
        {
            Thread.Sleep(1);
        }
        else
        {
            Thread.SpinWait(20);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int NanoSleep(in TimeSpec time, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetThreadOption(int option, nuint value, nuint unused2, nuint unused3, nuint unused4);
}
