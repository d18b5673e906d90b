using System.Diagnostics;
using System.Globalization;

namespace Slipway.Supervisor.Processes;

/// <summary>
/// A process, told apart from a later one with the same id by when it started: on Linux in clock ticks since the boot that the
/// boot's id names (proc(5), field 22 of <c>stat</c>).
/// </summary>
internal sealed record ProcessIdentity(int Id, string Started)
{
    /// <summary>The process that has an id now; null for none, or one that has ended and is not reaped.</summary>
    public static ProcessIdentity? Of(int id)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(id) : OfOthers(id);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    public static ProcessIdentity? Parse(string text) =>
        text.Split('@', 2) is [var id, var started]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ProcessIdentity(number, started)
            : null;

    public bool IsAlive => Of(Id) == this;

    /// <summary>As <see cref="Parse"/> takes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}@{Started}");

    private static ProcessIdentity? OfLinux(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        // The name in brackets may have blanks and brackets of its own.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new ProcessIdentity(id, $"{fields[19]}/{Boot.Value}");
    }

    private static ProcessIdentity OfOthers(int id)
    {
        using var process = Process.GetProcessById(id);
        return new ProcessIdentity(id, process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
    }

    private static readonly Lazy<string> Boot = new(() =>
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()[..8]
    );
}
