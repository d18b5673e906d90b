using Slipway.Cli.Servers;

namespace Slipway.Cli.Projects;

/// <summary>Makes a program of what <c>slipway serve</c> was given, where that is a project or was built of one.</summary>
internal sealed class ProjectServer(CliEnvironment environment)
{
    /// <summary>The program, which takes the options of <c>serve</c>; null where the paths are models.</summary>
    /// <param name="paths">What is to be served.</param>
    /// <param name="modelOptions">Options that were given and say how models on disk are found and read.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="CliException">The project cannot be served, or not so.</exception>
    public async Task<ServerProgram?> FindAsync(
        IReadOnlyList<string> paths,
        IReadOnlyList<string> modelOptions,
        CancellationToken cancellationToken
    )
    {
        var found = paths.Select(path => (Path: path, Service: ServiceProject.Find(path))).ToList();
        if (found.Find(each => each.Service is not null) is not { Service: { } service } named)
            return null;
        if (found.Count > 1)
        {
            throw CliException.Usage(
                $"{named.Path} is a program of its own, and is served alone: serve the other paths by another 'slipway "
                    + "serve', or add them in its code with AddModel(path)."
            );
        }

        if (modelOptions.Count > 0)
        {
            throw CliException.Usage(
                $"{string.Join(" and ", modelOptions)}: {named.Path} is a program, which names and adds its models itself, "
                    + "in its code with AddModel."
            );
        }

        if (service.IsBuilt)
            return new ServerProgram(service.Path);
        var name = Path.GetFileName(service.Path);
        var program = await environment.Console.WaitAsync(
            $"Building {name}…",
            () => ProjectBuild.RunAsync(service.Path, environment.Checkout, environment.Console, cancellationToken)
        );
        return new ServerProgram(program);
    }
}
