using Slipway.Cli.Fleets.Plans;
using Slipway.Cli.Servers;

namespace Slipway.Cli;

/// <summary>Everything outside the tool that a command touches; tests put their own in.</summary>
internal sealed class CliEnvironment
{
    // The runtime's own switch, which it reads when the first socket is used.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public required CliConsole Console { get; init; }

    /// <summary>Opens standard input; read only where a command asks for it.</summary>
    public required Func<Stream> OpenInput { get; init; }

    public required bool IsInputRedirected { get; init; }

    /// <summary>Environment variables, by their names.</summary>
    public Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Asks for what nobody else should see, with these words; null where nobody is there.</summary>
    public Func<string, string?> AskSecret { get; init; } = _ => null;

    /// <summary>Asks a question at the terminal and gives the line that was typed; null where nobody is there.</summary>
    public Func<string, string?> Ask { get; init; } = _ => null;

    /// <summary>The key that was pressed, without waiting for one; null for none.</summary>
    public Func<char?> ReadKey { get; init; } = () => null;

    /// <summary>Where a server program is looked for.</summary>
    public required ServerLocator Servers { get; init; }

    /// <summary>What runs of fleets.</summary>
    public IFleetSource Fleets { get; init; } = new LocalFleets();

    /// <summary>The root of the source checkout that the tool was built from; null where it is installed.</summary>
    public string? Checkout { get; init; }

    public required TerminationSignals Signals { get; init; }

    /// <summary>
    /// Before the first connection of the process: answers are handled on the thread that sees them arrive, which spares
    /// a load generator a hop for each.
    /// </summary>
    public Action PreferFastSockets { get; init; } = () => { };

    public static CliEnvironment CreateForProcess(TerminationSignals signals)
    {
        var console = CliConsole.CreateForProcess();
        return new CliEnvironment
        {
            Console = console,
            OpenInput = System.Console.OpenStandardInput,
            IsInputRedirected = System.Console.IsInputRedirected,
            AskSecret = SecretPrompt.Ask,
            Ask = question =>
            {
                if (System.Console.IsInputRedirected)
                    return null;
                console.Error.Write($"{question} ");
                return System.Console.ReadLine();
            },
            ReadKey = () =>
                !System.Console.IsInputRedirected && System.Console.KeyAvailable
                    ? System.Console.ReadKey(intercept: true).KeyChar
                    : null,
            Servers = ServerLocator.CreateDefault(AppContext.BaseDirectory, console),
            Checkout = SourceCheckout.FindRoot(AppContext.BaseDirectory),
            Signals = signals,
            PreferFastSockets = () =>
            {
                if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
                    Environment.SetEnvironmentVariable(InlineCompletions, "1");
            },
        };
    }
}
