using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>Waits until a service is as it was ordered to be, and shows how it becomes so.</summary>
/// <param name="console">Where it is shown.</param>
/// <param name="known">The fleet.</param>
/// <param name="fleet">Who answers for it.</param>
internal sealed class ServiceWait(CliConsole console, IFoundFleet known, IFleet fleet)
{
    /// <param name="service">Its name.</param>
    /// <param name="isDone">Whether it is so.</param>
    /// <param name="cancellationToken">Leaves: the order stands.</param>
    /// <exception cref="CliException">It has failed, with its last words told, or there is nobody any more who could do it.</exception>
    public async Task<ServiceStatus> UntilAsync(
        string service,
        Func<ServiceStatus, bool> isDone,
        CancellationToken cancellationToken
    )
    {
        var display = new PlainDisplay(console.Error);
        try
        {
            var seen = await FleetWatch.UntilAsync(
                fleet,
                new OneService(display, service),
                status => Of(status, service) is not { } it || isDone(it) || Readiness.HasFailed(it),
                cancellationToken
            );
            if (seen is null)
                throw Gone();
            if (Of(seen, service) is not { } found)
            {
                throw new CliException(
                    ExitCodes.RequestRefused,
                    $"{service} is no service of {known.Name} any more: it was taken out of the manifest."
                );
            }

            if (isDone(found))
                return found;
            await new FailureReport(fleet, display).TellAsync(seen with { Services = [found] }, cancellationToken);
            throw new CliException(ExitCodes.NotReady, $"{service} has failed, as is told above; it is tried on.");
        }
        catch (OperationCanceledException)
        {
            display.Say("What was ordered goes on; 'slipway status' shows it.");
            throw;
        }
    }

    private static ServiceStatus? Of(FleetStatus status, string service) =>
        status.Services.FirstOrDefault(each => each.Name == service);

    private CliException Gone() => new(ExitCodes.ServerUnreachable, $"{known.Gone} What was ordered goes on then.");

    private sealed class OneService(PlainDisplay display, string name) : IFleetDisplay
    {
        public void Show(FleetStatus status)
        {
            if (Of(status, name) is { } service)
                display.Show(service);
        }

        public void Hint(string line) => display.Hint(line);

        public void Say(string line) => display.Say(line);
    }
}
