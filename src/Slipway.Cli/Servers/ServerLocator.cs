namespace Slipway.Cli.Servers;

/// <summary>Asks the places in order; the first that has the program gives it.</summary>
internal sealed class ServerLocator(IReadOnlyList<IServerLocation> locations)
{
    /// <summary>
    /// Where the environment says, then beside the tool, then in the source checkout that it was built from.
    /// </summary>
    public static ServerLocator CreateDefault(string baseDirectory, CliConsole console) =>
        new([
            .. NamedFolders.OfEnvironment() is { } named ? (IServerLocation[])[named] : [],
            new BundledServer(baseDirectory),
            new SourceCheckout(baseDirectory, console),
        ]);

    /// <summary>The program of a base name, such as <see cref="ServerProgram.Name"/>.</summary>
    public async Task<ServerProgram> FindAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var location in locations)
        {
            if (await location.FindAsync(name, cancellationToken) is { } program)
                return program;
        }

        var places = string.Join(", nor ", locations.Select(l => l.Description));
        throw new CliException(
            ExitCodes.Failure,
            $"There is no {name} here: not {places}. Reinstall the tool, or run it from a checkout."
        );
    }
}
