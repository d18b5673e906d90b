using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Slipway.Tensors;

namespace Slipway.Runtimes.TestKit;

/// <summary>
/// What a runtime may leave behind: files among the temporary ones, processes, descriptors, tensors' memory. The kit gives
/// its process a temporary folder of its own, so that nobody else's files are counted.
/// </summary>
internal sealed record Leftovers(int Files, int Processes, int Descriptors, long Tensors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Leftovers Now() =>
        new(
            Directory.GetFileSystemEntries(Path.GetTempPath()).Length,
            Children(),
            OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0,
            TensorBuffer.RentedBytes
        );

    /// <summary>
    /// Fails unless there is soon no more than there was. Descriptors have some play: the runtime of .NET opens some itself.
    /// </summary>
    public static async Task ShouldBeNoMoreThanAsync(Leftovers before, int play = 8)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var now = Now();
            if (
                now.Files <= before.Files
                && now.Processes <= before.Processes
                && now.Descriptors <= before.Descriptors + play
                && now.Tensors <= before.Tensors
            )
                return;
            if (Stopwatch.GetElapsedTime(start) > Patience)
                Assert.Fail($"{now} is left, and before it was {before}.");
            await Task.Delay(50);
        }
    }

#pragma warning disable CA2255 // Before any test makes a temporary file.
    [ModuleInitializer]
    internal static void MakePlace()
    {
        var place = Directory.CreateTempSubdirectory("slipway-kit-").FullName;
        Environment.SetEnvironmentVariable("TMPDIR", place);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(place, recursive: true);
    }
#pragma warning restore CA2255

    private static int Children()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return Directory
            .EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            .Count(folder => ParentOf(folder) == own);
    }

    private static string? ParentOf(string folder)
    {
        try
        {
            // The name in brackets may hold anything; behind it come the state and the parent.
            var status = File.ReadAllText(Path.Combine(folder, "stat"));
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
