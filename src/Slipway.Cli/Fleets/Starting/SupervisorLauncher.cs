using System.Diagnostics;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Fleets.Starting;

/// <summary>Has a supervisor run for a fleet: it takes up what another has left, and outlives the tool.</summary>
internal sealed class SupervisorLauncher(CliEnvironment environment)
{
    // Its exit code where another has the fleet: SupervisorHost.IsTaken.
    private const int IsTaken = 3;
    private const int WordsOfLog = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Returns when one answers.</summary>
    /// <exception cref="CliException">None can be started.</exception>
    public async Task EnsureAsync(KnownFleet fleet, CancellationToken cancellationToken)
    {
        if (fleet.Runs)
            return;
        var program = await environment.Servers.FindAsync(ServerProgram.SupervisorName, cancellationToken);
        FleetRegistry.Save(fleet);
        await environment.Console.WaitAsync(
            "Starting the supervisor…",
            async () =>
            {
                await StartAsync(program, fleet, cancellationToken);
                return true;
            }
        );
    }

    private static async Task StartAsync(ServerProgram program, KnownFleet fleet, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var process = Start(program, fleet);
            while (!process.HasExited)
            {
                if (fleet.Runs)
                    return;
                RefuseWaiting(fleet, began);
                await Task.Delay(Pause, cancellationToken);
            }

            // What it says before it has left its streams for its log.
            if (process.ExitCode != IsTaken)
                throw Failure(fleet, process.ExitCode, await process.StandardError.ReadToEndAsync(cancellationToken));
            // Another is starting, or is about to end.
            if (fleet.Runs)
                return;
            RefuseWaiting(fleet, began);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static Process Start(ServerProgram program, KnownFleet fleet)
    {
        var start = program.Start(["--state", fleet.Place.State, "--runtime", fleet.Place.Runtime, "--detach"]);
        start.WorkingDirectory = fleet.Place.State;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return ChildProcess.Start(start);
    }

    private static void RefuseWaiting(KnownFleet fleet, long began)
    {
        if (Stopwatch.GetElapsedTime(began) > Patience)
        {
            throw new CliException(
                ExitCodes.NotReady,
                $"A supervisor runs for {fleet.Name} but does not answer on {fleet.Place.Socket}. Its log is {fleet.Place.SupervisorLog}."
            );
        }
    }

    private static CliException Failure(KnownFleet fleet, int exitCode, string said)
    {
        if (said.Length == 0 && File.Exists(fleet.Place.SupervisorLog))
            said = string.Join(' ', File.ReadLines(fleet.Place.SupervisorLog).TakeLast(WordsOfLog));
        return new CliException(
            ExitCodes.NotReady,
            $"The supervisor of {fleet.Name} ended with code {exitCode}: {said.Trim()} (its log: {fleet.Place.SupervisorLog})"
        );
    }
}
