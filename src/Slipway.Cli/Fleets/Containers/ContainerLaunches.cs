using Slipway.Cli.Fleets.Starting;
using Slipway.Cli.Images.Projects;
using Slipway.Cli.Projects;
using Slipway.Containers.Images;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Fleets.Containers;

/// <summary>
/// Services as containers: images are pulled where the engine has none, those of models and projects are built, and the engine has them all before
/// the fleet is handed over.
/// </summary>
internal sealed class ContainerLaunches : ILaunchFactory
{
    private const string Oci = "oci";

    private readonly RegistryClient _registries = new(new RegistryOptions());
    private readonly EngineAccess _engine = new();
    private readonly ImagePull _pull;
    private readonly BuiltImages _built;
    private readonly RegistryModels _stored;

    /// <param name="environment">For servers and messages.</param>
    /// <param name="fleet">The fleet's name on this machine, which no other has.</param>
    /// <param name="config">How containers are made.</param>
    public ContainerLaunches(CliEnvironment environment, string fleet, ContainersConfig config)
    {
        _pull = new ImagePull(environment.Console, _engine);
        _built = new BuiltImages(environment, _registries, _engine, fleet, config.Base);
        _stored = new RegistryModels(environment.Console, _registries);
    }

    public Task<ServiceLaunch> OfServiceAsync(
        string name,
        ServiceConfig config,
        string directory,
        CancellationToken cancellationToken
    )
    {
        if (config.Image is { } image)
            return OfImageAsync(image, image, cancellationToken);
        if (config.Model is { } model)
            return OfModelAsync(name, config, model, LaunchFactory.Shown(model, directory), cancellationToken);
        var project = config.Project!;
        return OfProjectAsync(
            name,
            new ProjectSource(project, ServiceProject.Find(project) ?? throw LaunchFactory.NoProject(name, project)),
            LaunchFactory.Shown(project, directory),
            cancellationToken
        );
    }

    public Task<ServiceLaunch> OfPathAsync(
        string name,
        ServiceConfig config,
        string path,
        CancellationToken cancellationToken
    )
    {
        if (SourceAddress.SchemeOf(path) is { } scheme)
        {
            return scheme == Oci
                ? OfModelAsync(name, config, path, path, cancellationToken)
                : throw CliException.Usage(
                    $"{path}: images are made of models of this machine and of {Oci}:// addresses, not of {scheme}://."
                );
        }

        if (Path.Exists(path))
        {
            var full = Path.GetFullPath(path);
            return ServiceProject.Find(full) is { } project
                ? OfProjectAsync(name, new ProjectSource(full, project), path, cancellationToken)
                : OfModelAsync(name, config, full, path, cancellationToken);
        }

        return ImageReference.TryParse(path, out _, out _)
            ? OfImageAsync(path, path, cancellationToken)
            : throw CliException.ModelNotLoaded(
                $"There is no model at {Path.GetFullPath(path)}, and '{path}' names no image: name a model file, a package folder, a "
                    + "project, an address (oci://…), or an image by its reference."
            );
    }

    public void Dispose()
    {
        _registries.Dispose();
        _engine.Dispose();
    }

    private async Task<ServiceLaunch> OfModelAsync(
        string name,
        ServiceConfig config,
        string model,
        string shown,
        CancellationToken cancellationToken
    )
    {
        // What names its models itself keeps their names.
        var served = config.Models is null ? name : null;
        if (SourceAddress.SchemeOf(model) is not null)
        {
            var stored = await _stored.FindAsync(
                ImageReference.Parse(model[$"{Oci}://".Length..]),
                served,
                cancellationToken
            );
            if (stored.Image is { } ready)
                return await OfImageAsync(ready, shown, cancellationToken);
            model = stored.Folder!;
        }

        var (reference, image) = await _built.OfModelAsync(name, model, served, cancellationToken);
        var requests = Path.Combine(model, "requests");
        return Launch(shown, reference, image) with { Content = Directory.Exists(requests) ? requests : null };
    }

    private async Task<ServiceLaunch> OfProjectAsync(
        string name,
        ProjectSource project,
        string shown,
        CancellationToken cancellationToken
    )
    {
        var (reference, image) = await _built.OfProjectAsync(name, project, cancellationToken);
        return Launch(shown, reference, image);
    }

    private async Task<ServiceLaunch> OfImageAsync(string reference, string shown, CancellationToken cancellationToken)
    {
        var image = await _pull.EnsureAsync(reference, cancellationToken);
        return Launch(shown, ImagePull.Pinned(reference, image), image);
    }

    private static ServiceLaunch Launch(string shown, string reference, EngineImage image) =>
        new()
        {
            Kind = LaunchKind.Image,
            Source = shown,
            Address = reference,
            Digest = image.Id,
            Program = new ProgramSpec { File = "", Arguments = [] },
        };
}
