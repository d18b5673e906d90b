using System.Security.Cryptography;
using System.Text;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Deployment.Manifest.Variables;
using Slipway.Deployment.Planning;

namespace Slipway.Kubernetes.Rendering;

/// <summary>A service with what the manifest's values mean on Kubernetes.</summary>
internal sealed class FleetService
{
    private const int DigestLength = 12;

    public FleetService(string name, ServiceConfig config, RenderOptions options, KubernetesConfig fleet)
    {
        (Name, Config) = (name, config);
        Address = config.Model is { } model && SourceAddress.SchemeOf(model) is not null ? model : null;
        Image =
            options.Images.GetValueOrDefault(name)
            ?? config.Image
            ?? (Address is null ? null : fleet.ServerImage ?? options.ServerImage);
        ModelBytes = options.ModelBytes.TryGetValue(name, out var bytes) ? bytes : null;
        Version = Digest(
            RevisionKey.Of(
                Address is null ? LaunchKind.Image : LaunchKind.Model,
                $"{Image} {Address}".TrimEnd(),
                config
            )
        );
    }

    public string Name { get; }

    public ServiceConfig Config { get; }

    /// <summary>What it has on Kubernetes besides.</summary>
    public ServiceKubernetesConfig Own => Config.Kubernetes ?? new ServiceKubernetesConfig();

    /// <summary>Null where nobody has said it.</summary>
    public string? Image { get; }

    /// <summary>Where its model is, which the server fetches when it starts; null where it is in the image.</summary>
    public string? Address { get; }

    /// <summary>The size of the model in the image; null where it is not known.</summary>
    public long? ModelBytes { get; }

    /// <summary>The same for the same: of its image and what it is started with.</summary>
    public string Version { get; }

    /// <summary>An image that somebody else has made, whose user is not known.</summary>
    public bool IsForeign => Config.Image is not null;

    public bool IsProject => Config.Project is not null;

    /// <summary>The fewest pods that there are at a time when nothing fails.</summary>
    public int LeastReplicas => Config.Scaling is { } scaling ? Math.Max(1, scaling.Min) : Config.Replicas ?? 1;

    public int MostReplicas => Config.Scaling?.Max ?? Config.Replicas ?? 1;

    public IReadOnlyList<string> Models => Config.Models ?? [Name];

    public ServerConfig Server => Config.Server ?? new ServerConfig();

    public HealthConfig Health => Config.Health ?? new HealthConfig();

    /// <summary>Whether it is told where the gateway is.</summary>
    public bool CallsGateway =>
        (Config.Environment?.Values.Any(IsToGateway) ?? false) || (Config.Arguments?.Exists(IsToGateway) ?? false);

    private static bool IsToGateway(string text) =>
        LaunchText.Expand(text, "a", "a") != LaunchText.Expand(text, "b", "b");

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..DigestLength];
}
