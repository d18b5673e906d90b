namespace Slipway.Cli.Servers;

/// <summary>Asks the places in order; the first that has the server gives it.</summary>
internal sealed class ServerLocator(IReadOnlyList<IServerLocation> locations)
{
    /// <summary>Beside the tool, then in the source checkout that it was built from.</summary>
    public static ServerLocator CreateDefault(string baseDirectory, CliConsole console) =>
        new([new BundledServer(baseDirectory), new SourceCheckout(baseDirectory, console)]);

    public async Task<ServerProgram> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var location in locations)
        {
            if (await location.FindAsync(cancellationToken) is { } program)
                return program;
        }

        var places = string.Join(", nor ", locations.Select(l => l.Description));
        throw new CliException(
            ExitCodes.Failure,
            $"No {ServerProgram.Name} to run the model with: not {places}. Reinstall the tool, or run it from a checkout."
        );
    }
}
