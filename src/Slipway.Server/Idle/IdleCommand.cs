using System.CommandLine;

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
        command.SetAction(
            async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
