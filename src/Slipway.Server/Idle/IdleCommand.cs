using System.CommandLine;
using System.Runtime.InteropServices;

namespace Slipway.Server.Idle;

/// <summary>
/// Does nothing until it is told to end: what a pod runs that is there for its images alone, which its node has pulled when it runs.
/// </summary>
internal static class IdleCommand
{
    public static Command Create()
    {
        var command = new Command(
            "idle",
            "Do nothing until told to end: for pods that are there to have a node pull images."
        );
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        await Console.Out.WriteLineAsync("slipway: idle until told to end");
        await Task.Delay(Timeout.InfiniteTimeSpan, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Ok;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }
}
