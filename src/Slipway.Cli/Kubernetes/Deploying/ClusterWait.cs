using System.Globalization;
using Slipway.Cli.Fleets.Releases;
using Slipway.Cli.Fleets.Views;
using Slipway.Cli.Fleets.Watching;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Applying;

namespace Slipway.Cli.Kubernetes.Deploying;

/// <summary>
/// Waits until a fleet in a cluster is ready and its releases have ended, shows how it becomes so, and tells the cause where it does not.
/// </summary>
internal sealed class ClusterWait(CliConsole console, IFleet fleet, FleetScope scope)
{
    private readonly PlainDisplay _display = new(console.Error);
    private FleetStatus? _seen;

    /// <param name="timeout">For readiness; while all is ready and a release goes through its steps, it does not run.</param>
    /// <param name="cancellationToken">Leaves: the fleet goes on.</param>
    /// <exception cref="CliException">NotReady, with the cause and the last lines of its log told; NotPromoted.</exception>
    public async Task UntilReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var status =
                await FleetWatch.UntilAsync(
                    fleet,
                    _display,
                    seen =>
                    {
                        // From the first look on: what was never seen has no cause to tell.
                        if (_seen is null || (Readiness.IsReady(seen) && !AreAtRest(seen)))
                            patience.CancelAfter(timeout);
                        _seen = seen;
                        return (Readiness.IsReady(seen) && AreAtRest(seen)) || Readiness.Failures(seen).Count > 0;
                    },
                    patience.Token
                ) ?? throw NotReady($"{scope.Name} was taken down meanwhile.");
            await RefuseFailuresAsync(status, cancellationToken);
            await TellAsync(status);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await TellLogsAsync(cancellationToken);
            throw NotReady(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{scope.Name} is not ready after {timeout.TotalSeconds} s; it is left as it is. {Waits()}'slipway status --target kubernetes' shows it."
                )
            );
        }
        catch (OperationCanceledException)
        {
            _display.Say($"{scope.Name} goes on in the cluster; 'slipway status --target kubernetes' shows it.");
            throw;
        }
    }

    private static bool AreAtRest(FleetStatus status) =>
        status.Services.All(service => ReleaseEnd.IsAtRest(service.Rollout));

    private async Task RefuseFailuresAsync(FleetStatus status, CancellationToken cancellationToken)
    {
        var failures = Readiness.Failures(status);
        if (failures.Count > 0)
        {
            await new FailureReport(fleet, _display).TellAsync(status, cancellationToken);
            throw NotReady(
                $"{string.Join(", ", failures.Select(failure => failure.Name))} did not become ready; the fleet is left as it is. Correct what is "
                    + "told above and deploy again; 'slipway rollback' goes back to what ran before."
            );
        }

        // What was rolled back runs, as the revision of before.
        foreach (var service in status.Services)
        {
            if (service.Rollout is { Phase: RolloutPhase.RolledBack or RolloutPhase.Paused } rollout)
                ReleaseEnd.Tell(service.Name, rollout.Candidate, rollout);
        }
    }

    // What waits for a probe, say, has told why in its log.
    private async Task TellLogsAsync(CancellationToken cancellationToken)
    {
        if (_seen is null)
            return;
        var late = _seen with
        {
            Services =
            [
                .. _seen
                    .Services.Where(service => !Readiness.IsReady(service))
                    .Select(service => service with { State = ServiceState.Failed, Rollout = null }),
            ],
        };
        await new FailureReport(fleet, _display).TellAsync(late, cancellationToken);
    }

    private string Waits() =>
        _seen is null
            ? ""
            : string.Concat(Readiness.Waits(_seen).Select(wait => $"{wait.Name}: {wait.Why.TrimEnd('.')}. "));

    private async Task TellAsync(FleetStatus status)
    {
        var output = console.Output;
        await output.WriteLineAsync($"{status.Name} is ready.");
        await output.WriteLineAsync(GatewayText.Line(status.Gateway));
        if (status.Gateway.Http is { } http && Uri.TryCreate(http, UriKind.Absolute, out var address))
        {
            await output.WriteLineAsync(
                $"Try: kubectl --namespace {scope.Namespace} port-forward service/gateway {address.Port}:{address.Port}"
            );
        }
    }

    private static CliException NotReady(string message) => new(ExitCodes.NotReady, message);
}
