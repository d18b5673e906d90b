using System.Runtime.InteropServices;

namespace Slipway.Cli.Servers;

/// <summary>
/// A server that takes over the terminal until it ends. Ctrl+C reaches it from the terminal, like every process of the
/// foreground group; other signals are passed on. This process never ends first.
/// </summary>
internal static class ForegroundServer
{
    /// <summary>Runs the server and returns its exit code.</summary>
    public static async Task<int> RunAsync(
        ServerProgram program,
        IEnumerable<string> arguments,
        TerminationSignals signals,
        bool isTerminalAttached
    )
    {
        signals.Token.ThrowIfCancellationRequested();
        signals.CommandDecides = true;
        using var server = ChildProcess.Start(program.Start(arguments));

        void PassOn(PosixSignal signal)
        {
            // Without a terminal nobody else has sent Ctrl+C's signal to the child.
            if (signal != PosixSignal.SIGINT || !isTerminalAttached)
                ChildProcess.Terminate(server);
        }

        signals.Received += PassOn;
        try
        {
            await server.WaitForExitAsync(CancellationToken.None);
            return server.ExitCode;
        }
        finally
        {
            signals.Received -= PassOn;
            signals.CommandDecides = false;
        }
    }
}
