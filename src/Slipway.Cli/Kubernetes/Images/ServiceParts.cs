using Slipway.Cli.Fleets;
using Slipway.Cli.Fleets.Starting;
using Slipway.Cli.Images.Build;
using Slipway.Cli.Images.Projects;
using Slipway.Cli.Projects;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Kubernetes.Images;

/// <summary>The images that a fleet's own models and projects want, called as 'render' and 'deploy' call them.</summary>
internal static class ServiceParts
{
    /// <param name="console">Is told what is wrong with the manifest.</param>
    /// <param name="path">A manifest, or its folder.</param>
    /// <param name="reading">How it is read.</param>
    /// <param name="registry">What images are pushed under; null for the manifest's.</param>
    /// <param name="servers">Folders of published servers; empty for the tool's own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>By the name of the service; of services with an image, or with a model at an address, nothing.</returns>
    /// <exception cref="CliException">The manifest has problems, or a service's files are not what it says.</exception>
    public static async Task<IReadOnlyList<ServicePart>> OfAsync(
        CliConsole console,
        string path,
        ManifestOptions reading,
        string? registry,
        IReadOnlyList<string> servers,
        CancellationToken cancellationToken
    )
    {
        var read = FleetManifestReader.Read(path, reading);
        if (read.Manifest is not { } manifest)
        {
            ManifestReport.Write(console.Error, read);
            throw CliException.Usage($"{ManifestReport.Count(read)} in {read.File}.");
        }

        var images = new FleetImages(manifest, registry, new Dictionary<string, string>());
        var names = await images.OfServicesAsync(cancellationToken);
        return
        [
            .. manifest
                .Services.Where(service => service.Value.Image is null && names.ContainsKey(service.Key))
                .Select(service => new ServicePart(
                    service.Key,
                    $"{manifest.Name}-{service.Key}",
                    names[service.Key],
                    Of(service.Key, service.Value, servers)
                )),
        ];
    }

    private static PartOptions Of(string name, ServiceConfig service, IReadOnlyList<string> servers)
    {
        if (service.Project is { } project)
        {
            var source = new ProjectSource(
                project,
                ServiceProject.Find(project) ?? throw LaunchFactory.NoProject(name, project)
            );
            return new ProjectPartOptions
            {
                Project = source,
                Platforms = [],
                Base = BaseChoice.Default,
                LockFile = Lock(source.LockFile, source.Path),
            };
        }

        var model = ModelSource.At(service.Model!);
        return new ModelPartOptions
        {
            Model = model,
            Servers = servers,
            Platforms = [],
            Base = BaseChoice.Default,
            // What names its models itself keeps their names.
            Name = service.Models is null ? name : null,
            LockFile = Lock(model.LockFile, model.Path),
        };
    }

    // One that 'slipway build' has left is kept to; else none is put among the user's files.
    private static string Lock(string beside, string path) =>
        File.Exists(beside) ? beside : ImageCache.LockOfUser(path);
}

/// <summary>A service's image that is to be built.</summary>
/// <param name="Service">Whose it is.</param>
/// <param name="FileName">What an archive of it is called.</param>
/// <param name="Reference">What the image is called.</param>
/// <param name="Parts">What it is made of; platforms and base are the caller's.</param>
internal sealed record ServicePart(string Service, string FileName, string Reference, PartOptions Parts);
