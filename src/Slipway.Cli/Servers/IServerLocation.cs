namespace Slipway.Cli.Servers;

/// <summary>One place where the server program may come from.</summary>
internal interface IServerLocation
{
    /// <summary>The place in words, for the message when no place has it.</summary>
    string Description { get; }

    /// <summary>The program of a base name, made ready to run where that is this place's business; null where it is not here.</summary>
    /// <exception cref="CliException">It is here but cannot be made ready.</exception>
    Task<ServerProgram?> FindAsync(string name, CancellationToken cancellationToken);
}
