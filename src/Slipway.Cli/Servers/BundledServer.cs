namespace Slipway.Cli.Servers;

/// <summary>The programs that are installed with the tool: in the folder <c>server</c> beside it.</summary>
internal sealed class BundledServer(string baseDirectory) : IServerLocation
{
    private readonly string _directory = Path.Combine(baseDirectory, "server");

    public string Description => $"in {_directory}";

    public Task<ServerProgram?> FindAsync(string name, CancellationToken cancellationToken)
    {
        // The native executable needs no runtime and starts faster, so it comes before the library.
        var executable = name + (OperatingSystem.IsWindows() ? ".exe" : "");
        var path = new[] { executable, name + ".dll" }
            .Select(file => Path.Combine(_directory, file))
            .FirstOrDefault(File.Exists);
        return Task.FromResult(path is null ? null : new ServerProgram(path));
    }
}
