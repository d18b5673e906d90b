using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>Where a fleet is shown while it is watched.</summary>
internal interface IFleetDisplay
{
    void Show(FleetStatus status);

    /// <summary>What the user may do, in a line.</summary>
    void Hint(string line);

    /// <summary>Tells something besides, in one line.</summary>
    void Say(string line);
}
