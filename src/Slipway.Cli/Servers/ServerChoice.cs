namespace Slipway.Cli.Servers;

/// <summary>Which server serves a model: the usual one, or that with libtorch, which is fetched first where it is not here.</summary>
internal static class ServerChoice
{
    /// <param name="environment">Where servers are looked for.</param>
    /// <param name="paths">What is to be served.</param>
    /// <param name="torch">Whether the server with libtorch is wanted whatever the paths hold.</param>
    /// <param name="cancellationToken">Ends the search, and the fetching.</param>
    public static async Task<ServerProgram> FindAsync(
        CliEnvironment environment,
        IEnumerable<string> paths,
        bool torch,
        CancellationToken cancellationToken
    )
    {
        if (!torch && !paths.Any(TorchModels.AreAt))
            return await environment.Servers.FindAsync(ServerProgram.Name, cancellationToken);
        var program = await environment.Servers.FindAsync(ServerProgram.TorchName, cancellationToken);
        await TorchLibraries.InstallAsync(program, ["--quiet"], cancellationToken);
        return program;
    }
}
