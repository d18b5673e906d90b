using System.CommandLine;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>Where fleets of this machine keep their state.</summary>
internal static class StateOption
{
    public static Option<string?> Create() =>
        new("--state")
        {
            Description =
                "The folder that fleets keep their state in. Default: $XDG_STATE_HOME/slipway, else ~/.local/state/slipway.",
            HelpName = "FOLDER",
        };
}
