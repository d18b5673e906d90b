using System.Text.Json;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Projects;

/// <summary>Builds a project as it is run by others: in its Release configuration, silently as long as it goes well.</summary>
internal static class ProjectBuild
{
    private const string Library = "Slipway.AspNetCore.dll";

    /// <summary>The program that the project builds.</summary>
    /// <param name="project">The project file.</param>
    /// <param name="checkout">The source checkout that it may refer to, of which one build runs at a time; null for none.</param>
    /// <param name="console">Gets the errors of a build that fails.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="CliException">There is no SDK for it, it does not build, or it is no program that serves models.</exception>
    public static async Task<string> RunAsync(
        string project,
        string? checkout,
        CliConsole console,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.GetDirectoryName(project)!;
        await RequireSdkAsync(project, cancellationToken);
        using var held = checkout is null ? null : await BuildLock.AcquireAsync(checkout, cancellationToken);
        var result = await CapturedProcess.RunAsync(
            DotnetHost.Path,
            [.. ReleaseBuild.Arguments(project), "-t:Build", "-getProperty:TargetPath", "-getProperty:OutputType"],
            folder,
            cancellationToken
        );
        if (result.ExitCode != 0)
        {
            // What was asked for is printed all the same; the errors are elsewhere, unless it could not even be read.
            await console.Error.WriteLineAsync(result.Error.Length > 0 ? result.Error.Trim() : result.Output.Trim());
            throw new CliException(ExitCodes.Failure, $"{project} does not build; the errors are above.");
        }

        return Program(project, result.Output);
    }

    /// <exception cref="CliException">There is no SDK that builds the project.</exception>
    public static async Task RequireSdkAsync(string project, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(project)!;
        string problem;
        try
        {
            // Asked in the project's folder: a global.json there may want a version of its own.
            var result = await CapturedProcess.RunAsync(DotnetHost.Path, ["--version"], folder, cancellationToken);
            if (result.ExitCode == 0)
                return;
            problem = (result.Error + result.Output).Trim();
        }
        catch (CliException e)
        {
            problem = e.Message;
        }

        throw new CliException(
            ExitCodes.Failure,
            $"{project} is built with the .NET SDK 10, which is not here: get it from https://dot.net/download, or publish "
                + $"the project elsewhere and serve the published folder. {problem}"
        );
    }

    private static string Program(string project, string properties)
    {
        var built = JsonSerializer.Deserialize(properties, ProjectContracts.Default.BuiltProject)?.Properties;
        if (built is not { TargetPath: { Length: > 0 } target })
            throw new CliException(ExitCodes.Failure, $"{project} does not say what it builds.");
        if (built.OutputType is not ("Exe" or "WinExe"))
        {
            throw CliException.Usage(
                $"{project} builds a library ({Path.GetFileName(target)}), which nobody can run. A service is a program; "
                    + "'slipway new handler NAME' writes one."
            );
        }

        if (!File.Exists(Path.Combine(Path.GetDirectoryName(target)!, Library)))
        {
            throw CliException.Usage(
                $"{project} does not use Slipway.AspNetCore, and serves no models. 'slipway new handler NAME' writes a "
                    + "project that does."
            );
        }

        return ServiceProject.Runnable(target);
    }
}
