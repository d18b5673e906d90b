using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;
using Spectre.Console;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Shows a release as it goes on, and says how it ended.</summary>
/// <param name="console">Where it is shown.</param>
/// <param name="known">The fleet.</param>
/// <param name="fleet">Who answers for it.</param>
internal sealed class ReleaseWatch(CliConsole console, IFoundFleet known, IFleet fleet)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <param name="service">Whose.</param>
    /// <param name="isDone">Whether it is where it was to go.</param>
    /// <param name="cancellationToken">Leaves: the release goes on.</param>
    /// <returns>The service as it was then.</returns>
    /// <exception cref="CliException">The service or the supervisor is gone.</exception>
    public async Task<ServiceStatus> UntilAsync(
        string service,
        Func<ServiceStatus, bool> isDone,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (!console.IsLive)
                return await WatchAsync(
                    service,
                    isDone,
                    new PlainReleaseDisplay(console.Error).Show,
                    cancellationToken
                );
            return await console
                .Tables.Live(new Text(""))
                .StartAsync(context =>
                    WatchAsync(
                        service,
                        isDone,
                        status =>
                            context.UpdateTarget(
                                new Rows([
                                    ServiceTable.Of([status]),
                                    .. RolloutText.Lines(status).Select(line => new Text(line)),
                                ])
                            ),
                        cancellationToken
                    )
                );
        }
        catch (OperationCanceledException)
        {
            await console.Error.WriteLineAsync(
                $"The release goes on: 'slipway status' shows it, 'slipway rollback {service}' takes it back."
            );
            throw;
        }
    }

    private async Task<ServiceStatus> WatchAsync(
        string service,
        Func<ServiceStatus, bool> isDone,
        Action<ServiceStatus> show,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            // What it throws where nobody answers says what to do.
            var status = await fleet.GetStatusAsync(cancellationToken);
            var seen =
                status.Services.FirstOrDefault(each => each.Name == service)
                ?? throw new CliException(
                    ExitCodes.RequestRefused,
                    $"{service} is no service of {known.Name} any more: it was taken out of the manifest."
                );
            show(seen);
            if (isDone(seen))
                return seen;
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
