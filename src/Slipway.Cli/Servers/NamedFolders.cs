namespace Slipway.Cli.Servers;

/// <summary>
/// Folders that <c>SLIPWAY_PROGRAMS</c> lists, as <c>PATH</c> does: programs of another build are run instead of the tool's own.
/// </summary>
internal sealed class NamedFolders(IReadOnlyList<string> folders) : IServerLocation
{
    public const string Variable = "SLIPWAY_PROGRAMS";

    public string Description => $"in {string.Join(Path.PathSeparator, folders)} ({Variable})";

    /// <summary>What the variable lists; empty where it is not set.</summary>
    public static IReadOnlyList<string> All =>
        (Environment.GetEnvironmentVariable(Variable) ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>Null where the variable is not set.</summary>
    public static NamedFolders? OfEnvironment() => All.Count > 0 ? new NamedFolders(All) : null;

    public Task<ServerProgram?> FindAsync(string name, CancellationToken cancellationToken)
    {
        // A build has a library, and an executable that finds the runtime only where that is installed for all; what was
        // compiled ahead of time is an executable alone.
        var executable = name + (OperatingSystem.IsWindows() ? ".exe" : "");
        var path = folders
            .SelectMany(folder =>
                new[] { name + ".dll", executable }.Select(file => Path.Combine(Path.GetFullPath(folder), file))
            )
            .FirstOrDefault(File.Exists);
        return Task.FromResult(path is null ? null : new ServerProgram(path));
    }
}
