using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>Where a fleet is shown while it is watched.</summary>
internal interface IFleetDisplay
{
    void Show(FleetStatus status);

    /// <summary>Tells something besides, in one line.</summary>
    void Say(string line);
}
