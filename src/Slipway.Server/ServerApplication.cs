using System.CommandLine;
using System.CommandLine.Invocation;
using Slipway.Models;
using Slipway.Server.Idle;
using Slipway.Server.Inspect;
using Slipway.Server.Probe;
using Slipway.Server.Schema;
using Slipway.Server.Serve;

namespace Slipway.Server;

/// <summary>The server's command line. Another program that is this server with more runtimes calls it too.</summary>
internal static class ServerApplication
{
    /// <param name="arguments">Those of the process.</param>
    /// <param name="runtimes">Runtimes besides those that every server has, tried before them.</param>
    /// <param name="commands">Commands of the program's own.</param>
    public static async Task<int> RunAsync(
        string[] arguments,
        IReadOnlyList<IModelRuntime> runtimes,
        params IEnumerable<Command> commands
    )
    {
        var root = new RootCommand("The Slipway model server.")
        {
            ServeCommand.Create(runtimes),
            InspectCommand.Create(runtimes),
            ProbeCommand.Create(),
            IdleCommand.Create(),
            SchemaCommand.Create(runtimes),
        };
        foreach (var command in commands)
        {
            root.Add(command);
        }

        // The host has its own way to stop, which may take longer than the parser's two seconds.
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
        var result = root.Parse(arguments);
        if (result.Action is not ParseErrorAction)
            return await result.InvokeAsync(configuration);
        await Console.Error.WriteLineAsync(
            $"slipway: {string.Join(' ', result.Errors.Select(error => error.Message))}"
        );
        return ExitCodes.Usage;
    }
}
