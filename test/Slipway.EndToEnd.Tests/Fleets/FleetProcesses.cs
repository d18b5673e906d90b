using System.Diagnostics;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>The processes of a test's fleet, known by the path of its state on their command line or in their environment.</summary>
internal static class FleetProcesses
{
    public static IReadOnlyList<int> Of(string state)
    {
        var marks = Directory
            .GetDirectories(state)
            .Select(folder => $"SLIPWAY_FLEET={Path.GetFileName(folder)}")
            .ToHashSet();
        return [.. All().Where(pid => Environment(pid).Any(marks.Contains) || IsSupervisor(pid, state))];
    }

    public static int SupervisorOf(string state) => All().Single(pid => IsSupervisor(pid, state));

    public static void Kill(string state)
    {
        foreach (var pid in Of(state))
        {
            Kill(pid);
        }
    }

    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has just ended.
        }
    }

    private static IEnumerable<int> All() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? pid : 0)
            .Where(pid => pid != 0 && pid != System.Environment.ProcessId);

    private static bool IsSupervisor(int pid, string state)
    {
        var arguments = Read(pid, "cmdline");
        return arguments.Any(argument => argument.EndsWith("Slipway.Supervisor.dll", StringComparison.Ordinal))
            && arguments.Any(argument => argument.StartsWith(state + "/", StringComparison.Ordinal));
    }

    private static string[] Environment(int pid) => Read(pid, "environ");

    private static string[] Read(int pid, string what)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{what}").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
