using Slipway.Cli.Projects;
using Slipway.Cli.Servers;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Starting;

/// <summary>Services as processes: finds the server, builds the project.</summary>
internal sealed class LaunchFactory(CliEnvironment environment) : ILaunchFactory
{
    public async Task<ServiceLaunch> OfServiceAsync(
        string name,
        ServiceConfig config,
        string directory,
        CancellationToken cancellationToken
    )
    {
        if (config.Project is not { } project)
            return await OfModelAsync(config.Model!, Shown(config.Model!, directory), cancellationToken);
        return await OfProjectAsync(project, Shown(project, directory), cancellationToken)
            ?? throw NoProject(name, project);
    }

    public async Task<ServiceLaunch> OfPathAsync(
        string name,
        ServiceConfig config,
        string path,
        CancellationToken cancellationToken
    )
    {
        if (SourceAddress.SchemeOf(path) is not null)
            return await OfModelAsync(path, path, cancellationToken);
        var full = Path.GetFullPath(path);
        if (!Path.Exists(full))
        {
            throw CliException.ModelNotLoaded(
                $"There is no model or project at {full}: name a model file, a package folder, a project, or an address (oci://…)."
            );
        }

        return await OfProjectAsync(full, path, cancellationToken) ?? await OfModelAsync(full, path, cancellationToken);
    }

    public void Dispose() { }

    private async Task<ServiceLaunch> OfModelAsync(string model, string shown, CancellationToken cancellationToken)
    {
        var isAddress = SourceAddress.SchemeOf(model) is not null;
        var program = await ServerChoice.FindAsync(
            environment,
            isAddress ? [] : [model],
            torch: false,
            cancellationToken
        );
        return new ServiceLaunch
        {
            Kind = LaunchKind.Model,
            Source = shown,
            Content = isAddress ? null : model,
            Address = isAddress ? model : null,
            Program = SpecOf(program),
        };
    }

    /// <summary>Null where it is no project.</summary>
    private async Task<ServiceLaunch?> OfProjectAsync(string project, string shown, CancellationToken cancellationToken)
    {
        if (await new ProjectServer(environment).FindAsync([project], [], cancellationToken) is not { } program)
            return null;
        // The folder is copied into the revision, and run there.
        var path = Path.GetFullPath(program.Path);
        var (file, arguments) = new ServerProgram($"./{Path.GetFileName(path)}").Command;
        return new ServiceLaunch
        {
            Kind = LaunchKind.Project,
            Source = shown,
            Content = Path.GetDirectoryName(path),
            Program = new ProgramSpec { File = file, Arguments = arguments },
        };
    }

    /// <summary>How the supervisor starts a program.</summary>
    public static ProgramSpec SpecOf(ServerProgram program)
    {
        var (file, arguments) = program.Command;
        return new ProgramSpec { File = file, Arguments = arguments };
    }

    /// <summary>What 'project:' names is none.</summary>
    internal static CliException NoProject(string service, string project) =>
        CliException.Usage(
            $"Service {service}: {project} holds no project of .NET and no program that one was published as. A model is named by "
                + "'model:'."
        );

    // A long way up and down again says less than the whole path.
    internal static string Shown(string source, string directory)
    {
        const string FarAway = "../../../";
        if (SourceAddress.SchemeOf(source) is not null)
            return source;
        var relative = Path.GetRelativePath(directory, source);
        return relative.Replace('\\', '/').StartsWith(FarAway, StringComparison.Ordinal) ? source : relative;
    }
}
