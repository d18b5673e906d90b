using System.Text.Json;
using Slipway.Cli.Output;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Documentation;

/// <summary>docs/reference/fleet.schema.json, from the contracts and their comments.</summary>
internal static class FleetSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = ReadableJson.Encoder,
    };

    public static string Write() =>
        FleetManifestSchema
            .Export(XmlComments.Read(JsonNamingPolicy.SnakeCaseLower, "Slipway.Deployment").Of)
            .ToJsonString(Options) + "\n";
}
