using Slipway.Containers.Images;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Kubernetes;

/// <summary>
/// What the images of a fleet are called: one that the manifest or the command line names as it is; one that is made of a model or a project
/// <c>REGISTRY/FLEET-SERVICE:TAG</c>, or <c>slipway.local/FLEET/SERVICE:TAG</c> where no registry is named, with the
/// <see cref="ServiceContent">tag of its files</see>. Nothing is built here.
/// </summary>
/// <param name="manifest">Resolved.</param>
/// <param name="registry">What images are pushed under; null for the manifest's.</param>
/// <param name="given">By service, or <c>gateway</c>, from the command line.</param>
internal sealed class FleetImages(FleetManifest manifest, string? registry, IReadOnlyDictionary<string, string> given)
{
    public const string Gateway = "gateway";
    private const string Server = "server";
    private const string Own = "slipway";

    private string? Registry => registry ?? manifest.Kubernetes.Registry;

    public string GatewayImage =>
        given.GetValueOrDefault(Gateway) ?? manifest.Kubernetes.Gateway.Image ?? OwnImage(Gateway);

    /// <summary>Of the server that fetches models from addresses.</summary>
    public string ServerImage => OwnImage(Server);

    /// <summary>Whether an image is named that no node can pull.</summary>
    public static bool IsLocal(string image) => LocalImages.IsLocal(image);

    /// <summary>By service; of those whose model is at an address only what the command line says.</summary>
    /// <exception cref="IOException">Files cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, string>> OfServicesAsync(CancellationToken cancellationToken)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, service) in manifest.Services)
        {
            if (given.TryGetValue(name, out var image))
                images[name] = image;
            else if (PathOf(service) is { } path)
                images[name] = Name(name, await ServiceContent.TagAsync(path, cancellationToken));
        }

        return images;
    }

    /// <summary>How large the models are, by service, where that is known.</summary>
    public IReadOnlyDictionary<string, long> ModelBytes() =>
        manifest
            .Services.Where(service => service.Value.Project is null)
            .Select(service =>
                (service.Key, Bytes: PathOf(service.Value) is { } path ? ServiceContent.ModelBytes(path) : null)
            )
            .Where(service => service.Bytes is not null)
            .ToDictionary(service => service.Key, service => service.Bytes!.Value);

    /// <summary>Of services that the fleet has not.</summary>
    public IEnumerable<string> Unknown() =>
        given.Keys.Where(name => name != Gateway && !manifest.Services.ContainsKey(name));

    private static string? PathOf(ServiceConfig service) =>
        service.Project ?? (service.Model is { } model && SourceAddress.SchemeOf(model) is null ? model : null);

    private string Name(string service, string tag) =>
        Registry is { } prefix
            ? $"{prefix}/{manifest.Name}-{service}:{tag}"
            : LocalImages.Name(manifest.Name!, service, tag);

    private string OwnImage(string part) =>
        Registry is { } prefix
            ? $"{prefix}/{Own}-{part}:{ToolVersion.Short}"
            : LocalImages.Name(Own, part, ToolVersion.Short);
}
