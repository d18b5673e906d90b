using System.Diagnostics;

namespace Slipway.Cli.Bench.Processes;

/// <summary>Reads what the server's processes take, from the system's own books: on Linux those in <c>/proc</c>.</summary>
internal sealed class ProcessObserver(IReadOnlyList<int> ids)
{
    public bool IsAsked => ids.Count > 0;

    /// <summary>The sum over all processes; null where none was named or one has ended.</summary>
    public ProcessUsage? Read()
    {
        if (!IsAsked)
            return null;
        var sum = default(ProcessUsage);
        foreach (var id in ids)
        {
            if (Read(id) is not { } usage)
                return null;
            sum += usage;
        }

        return sum;
    }

    /// <exception cref="CliException">A process is not there, or is somebody else's.</exception>
    public void Check()
    {
        foreach (var id in ids)
        {
            if (Read(id) is null)
            {
                throw CliException.Usage(
                    $"There is no process {id} on this machine that may be looked at; --pid takes the id of the server's."
                );
            }
        }
    }

    private static ProcessUsage? Read(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return new ProcessUsage(
                process.TotalProcessorTime.TotalSeconds,
                process.WorkingSet64,
                process.PeakWorkingSet64
            );
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
