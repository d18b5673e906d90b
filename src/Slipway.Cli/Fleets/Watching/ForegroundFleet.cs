using System.Runtime.InteropServices;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Starting;
using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>
/// Shows a fleet until it ends or the user has enough. The one who started it takes it down with the first Ctrl+C, and leaves at once
/// with the second; another one only leaves. A supervisor that dies is replaced.
/// </summary>
/// <param name="signals">The user's.</param>
/// <param name="launcher">Starts supervisors.</param>
/// <param name="known">The fleet.</param>
/// <param name="fleet">Its supervisor.</param>
/// <param name="isOwner">It was started here.</param>
internal sealed class ForegroundFleet(
    TerminationSignals signals,
    SupervisorLauncher launcher,
    KnownFleet known,
    IFleet fleet,
    bool isOwner
) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _enough = new();

    public async Task<int> RunAsync(IFleetDisplay display)
    {
        signals.CommandDecides = true;
        signals.Received += CountSignal;
        display.Hint(isOwner ? "Ctrl+C takes the fleet down." : "Ctrl+C leaves it running; 'slipway down' ends it.");
        try
        {
            return await WatchAsync(display);
        }
        finally
        {
            signals.Received -= CountSignal;
            signals.CommandDecides = false;
        }
    }

    public void Dispose() => _enough.Dispose();

    // The second one: the first has cancelled the token of the signals, maybe just now.
    private void CountSignal(PosixSignal signal)
    {
        if (signals.Token.IsCancellationRequested)
            _enough.Cancel();
    }

    private async Task<int> WatchAsync(IFleetDisplay display)
    {
        var failures = new FailureReport(fleet, display);
        var wasReady = false;
        try
        {
            while (true)
            {
                signals.Token.ThrowIfCancellationRequested();
                if (await FleetWatch.LookAsync(fleet, display, signals.Token) is not { } status)
                {
                    if (!known.IsAbandoned && !known.Runs)
                    {
                        display.Hint($"{known.Name} has ended.");
                        return ExitCodes.Ok;
                    }

                    display.Say("The supervisor has died; another one takes over what it ran.");
                    await launcher.EnsureAsync(known, signals.Token);
                    continue;
                }

                await failures.TellAsync(status, signals.Token);
                if (!wasReady && Readiness.IsReady(status))
                {
                    wasReady = true;
                    display.Say($"{known.Name} is ready.{Try(status)}");
                }

                await Task.Delay(Pause, signals.Token);
            }
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return await LeaveAsync(display);
        }
    }

    private async Task<int> LeaveAsync(IFleetDisplay display)
    {
        if (!isOwner)
        {
            display.Hint($"{known.Name} runs on; 'slipway down' ends it.");
            return ExitCodes.Ok;
        }

        display.Hint("It is taken down; Ctrl+C once more leaves at once.");
        try
        {
            // A supervisor that died just now could not end anything.
            await launcher.EnsureAsync(known, _enough.Token);
            await FleetWatch.EndAsync(fleet, display, _enough.Token);
            display.Hint($"{known.Name} is down.");
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (_enough.IsCancellationRequested)
        {
            display.Hint(await WhatRunsAsync());
            return ExitCodes.Interrupted;
        }
    }

    private async Task<string> WhatRunsAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            var status = await fleet.GetStatusAsync(patience.Token);
            var running = status
                .Services.SelectMany(service => service.Revisions)
                .SelectMany(revision => revision.Replicas)
                .Where(replica => replica.ProcessId is not null)
                .Select(replica => $"{replica.Name} (process {replica.ProcessId})")
                .ToList();
            return running.Count == 0
                ? $"{known.Name} has all but ended."
                : $"Still ending: {string.Join(", ", running)}. The supervisor goes on; 'slipway status' shows it.";
        }
        catch (Exception e) when (e is OperationCanceledException or Errors.ServingException)
        {
            return $"{known.Name} may run on; 'slipway status' shows it.";
        }
    }

    private static string Try(FleetStatus status) =>
        GatewayText.Example(status) is { } example ? $" Try: {example}" : "";
}
