namespace Slipway.Cli.Servers;

/// <summary>The server that is installed with the tool: in the folder <c>server</c> beside it.</summary>
internal sealed class BundledServer(string baseDirectory) : IServerLocation
{
    private readonly string _directory = Path.Combine(baseDirectory, "server");

    public string Description => $"in {_directory}";

    public Task<ServerProgram?> FindAsync(CancellationToken cancellationToken)
    {
        // The native executable needs no runtime and starts faster, so it comes before the library.
        var executable = ServerProgram.Name + (OperatingSystem.IsWindows() ? ".exe" : "");
        var path = new[] { executable, ServerProgram.Name + ".dll" }
            .Select(name => Path.Combine(_directory, name))
            .FirstOrDefault(File.Exists);
        return Task.FromResult(path is null ? null : new ServerProgram(path));
    }
}
