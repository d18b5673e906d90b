using System.Globalization;

namespace Slipway.Machine;

/// <summary>The CPUs of a Linux machine, whatever this process may use of them.</summary>
internal static class LinuxCpus
{
    /// <summary>Reads the kernel's list of CPUs that are on line, such as <c>0-3,8</c>.</summary>
    /// <param name="root">The folder that stands for the root of the file system.</param>
    /// <returns>How many; null where it cannot be told.</returns>
    public static int? Read(string root)
    {
        try
        {
            return Count(File.ReadAllText(Path.Combine(root, "sys/devices/system/cpu/online")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static int? Count(string list)
    {
        var count = 0;
        foreach (var range in list.Trim().Split(','))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var from = dash < 0 ? range : range[..dash];
            if (!TryParse(from, out var first) || !TryParse(range[(dash + 1)..], out var last) || last < first)
                return null;
            count += last - first + 1;
        }

        return count;
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
