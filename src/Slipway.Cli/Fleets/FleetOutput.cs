using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Cli.Output;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets;

/// <summary>Whether a manifest can be used.</summary>
internal sealed record ManifestVerdict(
    string File,
    bool Valid,
    IReadOnlyList<ManifestProblem> Problems,
    int MoreProblems
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ManifestVerdict))]
internal sealed partial class FleetOutputContext : JsonSerializerContext;

/// <summary>The JSON that commands over fleets write: for people to read as well.</summary>
internal static class FleetOutput
{
    public static FleetOutputContext Verdicts { get; } =
        new(new JsonSerializerOptions(FleetOutputContext.Default.Options) { Encoder = ReadableJson.Encoder });

    /// <summary>What fleets themselves are told in.</summary>
    public static DeploymentJson Contracts { get; } =
        new(
            new JsonSerializerOptions(DeploymentJson.Default.Options)
            {
                Encoder = ReadableJson.Encoder,
                WriteIndented = true,
            }
        );
}
