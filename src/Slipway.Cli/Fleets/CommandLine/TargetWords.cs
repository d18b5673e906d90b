using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>What targets are called on the command line, as in manifests.</summary>
internal static class TargetWords
{
    public static string[] All { get; } = ["process", "container", "kubernetes"];

    public static FleetTarget Of(string word) => Enum.Parse<FleetTarget>(word, ignoreCase: true);
}
