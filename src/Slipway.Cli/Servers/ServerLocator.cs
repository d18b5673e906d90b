namespace Slipway.Cli.Servers;

/// <summary>Asks the places in order; the first that has the server gives it.</summary>
internal sealed class ServerLocator(IReadOnlyList<IServerLocation> locations)
{
    /// <summary>Beside the tool, then in the source checkout that it was built from.</summary>
    public static ServerLocator CreateDefault(string baseDirectory, CliConsole console) =>
        new([new BundledServer(baseDirectory), new SourceCheckout(baseDirectory, console)]);

    /// <summary>The server of a base name, <see cref="ServerProgram.Name"/> or <see cref="ServerProgram.TorchName"/>.</summary>
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
            $"No {name} to run the model with: not {places}. Reinstall the tool, or run it from a checkout."
        );
    }
}
