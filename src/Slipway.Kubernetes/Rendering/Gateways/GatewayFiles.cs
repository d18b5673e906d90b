using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Gateways;

/// <summary>The files that a gateway reads: its settings and its routes.</summary>
internal static class GatewayFiles
{
    public const string Config = "gateway.json";
    public const string Routes = "routes.json";

    public const string Folder = "/etc/slipway/gateway";
    public const string TlsFolder = "/etc/slipway/tls";
    public const string KeysFolder = "/etc/slipway/keys";

    /// <summary>The key of the secret that has the keys of callers.</summary>
    public const string Keys = "keys";

    // What kubernetes.io/tls secrets have.
    private const string Certificate = "tls.crt";
    private const string PrivateKey = "tls.key";

    private static readonly DeploymentJson Contracts = new(
        new JsonSerializerOptions(DeploymentJson.Default.Options)
        {
            WriteIndented = true,
            NewLine = "\n",
            // A file of its own, in no page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    /// <summary>The settings of a gateway in a pod, which listens on all interfaces.</summary>
    public static string WriteConfig(GatewayConfig config) =>
        Write(
            config with
            {
                Host = "*",
                Port = ObjectNames.HttpPort,
                GrpcPort = ObjectNames.GrpcPort,
                Tls = config.Tls is null
                    ? null
                    : new TlsConfig { Certificate = $"{TlsFolder}/{Certificate}", Key = $"{TlsFolder}/{PrivateKey}" },
                Auth = config.Auth is { KeysFile: not null } auth
                    ? auth with
                    {
                        KeysFile = $"{KeysFolder}/{Keys}",
                    }
                    : config.Auth,
            },
            Contracts.GatewayConfig
        );

    /// <summary>Settings as they are.</summary>
    public static string WriteAsIs(GatewayConfig config) => Write(config, Contracts.GatewayConfig);

    /// <param name="fleet">Its services, one revision each, and its pipelines.</param>
    /// <param name="endpoints">A service's; null: those that Kubernetes has.</param>
    public static string WriteRoutes(FleetContext fleet, Func<FleetService, IReadOnlyList<EndpointRoute>>? endpoints)
    {
        var table = new RoutingTable
        {
            Generation = 1,
            Services =
            [
                .. fleet.Services.Select(service => new ServiceRoute
                {
                    Service = service.Name,
                    Description = service.Config.Description,
                    Models = service.Models,
                    Traffic = service.Config.Traffic ?? new TrafficConfig(),
                    Revisions =
                    [
                        new RevisionRoute
                        {
                            Revision = 1,
                            Weight = 1,
                            Label = "stable",
                            Endpoints = endpoints?.Invoke(service) ?? [],
                            Service = endpoints is null ? ObjectNames.EndpointsOf(service.Name) : null,
                        },
                    ],
                }),
            ],
            Pipelines =
            [
                .. fleet
                    .Manifest.Pipelines.OrderBy(pipeline => pipeline.Key, StringComparer.Ordinal)
                    .Select(pipeline => new PipelineRoute { Name = pipeline.Key, Pipeline = pipeline.Value }),
            ],
        };
        // Another table is another author's: a gateway takes it, though its number is the same.
        var author = $"slipway-{Digest(Write(table, Contracts.RoutingTable))}";
        return Write(table with { Author = author }, Contracts.RoutingTable);
    }

    /// <summary>The same for the same files.</summary>
    public static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type) + "\n";
}
