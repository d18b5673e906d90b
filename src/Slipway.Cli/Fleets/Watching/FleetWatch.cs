using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>Looks at a fleet again and again.</summary>
internal static class FleetWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The status, shown; null where nobody answers any more.</summary>
    public static async Task<FleetStatus?> LookAsync(
        IFleet fleet,
        IFleetDisplay display,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var status = await fleet.GetStatusAsync(cancellationToken);
            display.Show(status);
            return status;
        }
        catch (ServingException e) when (e.Reason == FleetClient.NobodyAnswers)
        {
            return null;
        }
    }

    /// <summary>Looks until something is so, and gives what was seen last; null where nobody answers any more.</summary>
    public static async Task<FleetStatus?> UntilAsync(
        IFleet fleet,
        IFleetDisplay display,
        Func<FleetStatus, bool> isSo,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            if (await LookAsync(fleet, display, cancellationToken) is not { } status)
                return null;
            if (isSo(status))
                return status;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Has a fleet end, and shows it until it has.</summary>
    public static async Task EndAsync(IFleet fleet, IFleetDisplay display, CancellationToken cancellationToken)
    {
        try
        {
            await fleet.DownAsync(cancellationToken);
        }
        catch (ServingException e) when (e.Reason == FleetClient.NobodyAnswers)
        {
            // It has just ended.
            return;
        }

        await UntilAsync(fleet, display, static _ => false, cancellationToken);
    }
}
