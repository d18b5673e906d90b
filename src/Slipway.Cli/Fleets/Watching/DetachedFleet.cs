using System.Globalization;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>A fleet that is left running as soon as it is ready; where it does not become so, too, since what does run may be of use.</summary>
internal sealed class DetachedFleet(CliConsole console, KnownFleet known, IFleet fleet)
{
    private readonly PlainDisplay _display = new(console.Error);
    private FleetStatus? _seen;

    /// <summary>Returns when it is ready, and has told where it is.</summary>
    /// <exception cref="CliException">
    /// NotReady: something failed, with its last words told, or takes too long. NotPromoted: all runs, and what failed are golden
    /// requests.
    /// </exception>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            if (await FleetWatch.UntilAsync(fleet, _display, IsDecided, patience.Token) is not { } status)
            {
                throw NotReady(
                    $"The supervisor of {known.Name} has ended. Its log is {known.Place.SupervisorLog}; 'slipway up' starts another."
                );
            }

            await RefuseFailuresAsync(status, cancellationToken);
            await WriteAsync(status);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotReady(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{known.Name} is not ready after {timeout.TotalSeconds} s; it is left running. {Waits()}'slipway status' shows it."
                )
            );
        }
        catch (OperationCanceledException)
        {
            _display.Say($"{known.Name} is left running; 'slipway down' ends it.");
            throw;
        }
    }

    private bool IsDecided(FleetStatus status)
    {
        _seen = status;
        return Readiness.IsReady(status) || Readiness.Failures(status).Count > 0;
    }

    private async Task RefuseFailuresAsync(FleetStatus status, CancellationToken cancellationToken)
    {
        var failures = Readiness.Failures(status);
        if (failures.Count == 0)
            return;
        await new FailureReport(fleet, _display).TellAsync(status, cancellationToken);
        var names = string.Join(", ", failures.Select(failure => failure.Name));
        var refused = status.Services.Where(Readiness.IsRefused).Select(service => service.Name).ToHashSet();
        throw failures.All(failure => refused.Contains(failure.Name))
            ? new CliException(
                ExitCodes.NotPromoted,
                $"{names} got no traffic, as is told above; the fleet is left running. Correct the model and run 'slipway up' "
                    + $"again, have it asked again with 'slipway resume {failures[0].Name}', or give it the traffic all the same "
                    + $"with 'slipway promote {failures[0].Name}'."
            )
            : NotReady(
                $"{names} did not become ready; the fleet is left running. "
                    + "Correct what is told above and run 'slipway up' again, or end it with 'slipway down'."
            );
    }

    private string Waits() =>
        _seen is null
            ? ""
            : string.Concat(Readiness.Waits(_seen).Select(wait => $"{wait.Name}: {wait.Why.TrimEnd('.')}. "));

    private async Task WriteAsync(FleetStatus status)
    {
        var output = console.Output;
        await output.WriteLineAsync($"{status.Name} is ready.");
        await output.WriteLineAsync(GatewayText.Line(status.Gateway));
        foreach (var line in RolloutText.Of(status))
        {
            await output.WriteLineAsync(line);
        }

        if (GatewayText.Example(status) is { } example)
            await output.WriteLineAsync($"Try: {example}");
    }

    private static CliException NotReady(string message) => new(ExitCodes.NotReady, message);
}
