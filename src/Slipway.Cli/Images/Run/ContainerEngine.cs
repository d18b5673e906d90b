using Slipway.Cli.Servers;

namespace Slipway.Cli.Images.Run;

/// <summary>A program of this machine that runs containers, by the command line that all of them share.</summary>
internal sealed record ContainerEngine(string Name, string Path)
{
    /// <summary>In the order in which they are looked for.</summary>
    public static IReadOnlyList<string> Names { get; } = ["docker", "podman", "nerdctl"];

    /// <summary>Whether a registry that speaks HTTP only is told by an option, and not by the engine's configuration.</summary>
    public bool HasTlsOption => Name == "podman";

    /// <summary>The one that is asked for, or the first that is there.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static ContainerEngine Find(string? name)
    {
        foreach (var candidate in name is null ? Names : [name])
        {
            if (ProgramPath.Find(candidate) is { } path)
                return new ContainerEngine(candidate, path);
        }

        throw new CliException(
            ExitCodes.Failure,
            name is null
                ? $"None of {string.Join(", ", Names)} is on the PATH: one of them is needed to run an image. 'slipway serve' serves a "
                    + "model without."
                : $"There is no '{name}' on the PATH."
        );
    }

    /// <summary>Reads an archive into the engine's images.</summary>
    /// <exception cref="CliException">The engine refuses it.</exception>
    public async Task LoadAsync(string archive, CancellationToken cancellationToken)
    {
        var result = await CapturedProcess.RunAsync(Path, ["load", "-i", archive], "", cancellationToken);
        if (result.ExitCode != 0)
            throw new CliException(ExitCodes.Failure, $"{Name} does not take {archive}: {result.Error.Trim()}");
    }
}
