namespace Slipway.Cli.Servers;

/// <summary>Looks for programs where a shell would.</summary>
internal static class ProgramPath
{
    /// <summary>The first of that name on <c>PATH</c>; null where there is none.</summary>
    public static string? Find(string program)
    {
        var file = OperatingSystem.IsWindows() ? $"{program}.exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
