namespace Slipway.Cli.Servers;

/// <summary>
/// The programs of the checkout that the tool was built from, built anew when its sources have changed. The root
/// scripts keep the same stamps and the same lock.
/// </summary>
internal sealed class SourceCheckout(string baseDirectory, CliConsole console) : IServerLocation
{
    private const string Solution = "Slipway.slnx";

    public string Description => $"in a source checkout above {baseDirectory}";

    public async Task<ServerProgram?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (FindRoot(baseDirectory) is not { } root || !File.Exists(Path.Combine(root, Project(name))))
            return null;

        var library = Path.Combine(root, $"artifacts/bin/{name}/release/{name}.dll");
        var stamp = new BuildStamp(root, name);
        if (!stamp.IsFresh(library))
        {
            // It takes long enough that a log should say it, too; the root scripts do.
            if (!console.ShowsProgress)
                await console.Error.WriteLineAsync($"Building {name}…");
            await console.WaitAsync(
                $"Building {name}…",
                async () =>
                {
                    using var held = await BuildLock.AcquireAsync(root, cancellationToken);
                    // Another process may have built it while this one waited.
                    if (!stamp.IsFresh(library))
                        await BuildAsync(root, name, stamp, cancellationToken);
                    return true;
                }
            );
        }

        return new ServerProgram(library);
    }

    /// <summary>The root of the checkout that a folder is in; null for none.</summary>
    public static string? FindRoot(string within)
    {
        for (var folder = new DirectoryInfo(within); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        return null;
    }

    private static string Project(string name) => $"src/{name}/{name}.csproj";

    private async Task BuildAsync(string root, string name, BuildStamp stamp, CancellationToken cancellationToken)
    {
        // Taken before the build: a file that is edited meanwhile makes the next run build again.
        var started = DateTime.UtcNow;
        var result = await CapturedProcess.RunAsync(
            DotnetHost.Path,
            ReleaseBuild.Arguments(Project(name)),
            root,
            cancellationToken
        );
        if (result.ExitCode != 0)
        {
            await console.Error.WriteAsync(result.Output + result.Error);
            throw new CliException(ExitCodes.Failure, $"{name} in {root} does not build; the errors are above.");
        }

        stamp.Mark(started);
    }
}
