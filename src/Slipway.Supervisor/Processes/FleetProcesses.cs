using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Slipway.Supervisor.Processes;

/// <summary>
/// The processes that carry a mark in their environment and lead a session, as all do that we start; their own children (Python's
/// workers, importers) are their business.
/// </summary>
/// <param name="mark">A variable with its value: <c>NAME=VALUE</c>, without blanks.</param>
internal sealed class FleetProcesses(string mark)
{
    /// <summary>Those that run now; without those that may not be looked at, which are other users'.</summary>
    public IReadOnlyList<ProcessIdentity> Leaders() =>
        [
            .. (OperatingSystem.IsLinux() ? OfLinux() : OfListing(Listing(), mark))
                .Where(NativeProcess.LeadsSession)
                .Select(ProcessIdentity.Of)
                .OfType<ProcessIdentity>(),
        ];

    /// <summary>
    /// Those of a listing that have the mark: each line a process id, a command and, behind it, its variables, divided by blanks.
    /// </summary>
    public static IEnumerable<int> OfListing(IEnumerable<string> lines, string mark)
    {
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (
                words.Length > 2
                && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && words.AsSpan(2).Contains(mark)
            )
                yield return id;
        }
    }

    private IEnumerable<int> OfLinux()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && HasMark(folder)
            )
                yield return id;
        }
    }

    private bool HasMark(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/environ").Split('\0').Contains(mark);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // macOS: ps(1), where -E adds the environment, which it has of one's own processes but for the system's programs.
    private static string[] Listing()
    {
        var start = new ProcessStartInfo("/bin/ps", ["-A", "-E", "-ww", "-o", "pid=,command="])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var ps = Process.Start(start)!;
            ps.BeginErrorReadLine();
            var text = ps.StandardOutput.ReadToEnd();
            ps.WaitForExit();
            return text.Split('\n');
        }
        catch (Win32Exception)
        {
            // Without it none are found.
            return [];
        }
    }
}
