using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>Gathers what images of a model are put together from: servers, the base, the model, each as layers.</summary>
internal sealed class ModelParts(CliEnvironment environment, ContentSources sources, ModelPartOptions options)
{
    private readonly ImageCache _cache = ImageCache.OfUser();
    private readonly ServerLayers _servers = new(environment.Console, ImageCache.OfUser(), options, options.Servers);

    /// <summary>One for each platform, in their order, and the model that all have; the lock file then has what was found.</summary>
    /// <exception cref="CliException">Something that an image needs is not there.</exception>
    public async Task<(IReadOnlyList<ImageParts> Parts, ImageSubject Subject)> GatherAsync(
        CancellationToken cancellationToken
    )
    {
        var console = environment.Console;
        var bases = new BaseGathering(sources, _cache, options);
        // Meanwhile servers are compressed; before one is published, which takes minutes, this has to have been found.
        var finding = bases.FindAsync(cancellationToken);
        var servers = await _servers.FindAsync(finding, cancellationToken);
        if (options.Base != BaseChoice.Nano)
            await finding;

        var own = servers.FirstOrDefault(server => ImageServers.Own is { } machine && machine.Runs(server.Platform));
        var model = await console.WaitAsync(
            "Looking at the model…",
            () => ModelPart.MakeAsync(environment, _cache, options, own, cancellationToken)
        );
        if (
            model.Service.Runtime == ModelInspection.PythonRuntime
            && options.Base is BaseChoice.Nano or BaseChoice.Default
        )
        {
            throw CliException.Usage(
                $"{options.Model.Path} is a model in Python, and {options.Base} has no Python. Name an image that has, with --base: as "
                    + "python:3.12-slim, or one of your own with its packages."
            );
        }

        var parts = new List<ImageParts>();
        foreach (var (index, server) in servers.Index())
        {
            parts.Add(
                await console.WaitAsync(
                    "Writing layers…",
                    () => GatherAsync(index, server, model, finding, cancellationToken)
                )
            );
        }

        bases.Save();
        return (
            parts,
            new ModelSubject(model.Service.Model, model.Service.ModelVersion) { Program = Program(model.Service) }
        );
    }

    private static SbomComponent Program(ServiceDescription service) =>
        new(ServiceImage.ServerProgram, service.ServerVersion ?? "0");

    private async Task<ImageParts> GatherAsync(
        int index,
        ServerFiles server,
        ModelPart model,
        Task<IReadOnlyList<BaseLayers>> finding,
        CancellationToken cancellationToken
    )
    {
        var platform = options.Platforms[index];
        var above = _servers.OfAsync(server, cancellationToken);
        await Task.WhenAll(finding, above);
        var below = (await finding)[index];
        var layers = new List<(string Kind, CachedLayer Layer)>();
        if (below.Layer is { } begin)
            layers.Add((ServiceLayers.Base, begin));
        layers.AddRange(await above);
        var packages =
            model.Service.Runtime == ModelInspection.PythonRuntime
                ? PythonPackages.For(options.Model.Folder, options.Wheels, platform)
                : null;
        if (packages is { IsEmpty: false })
            layers.Add((ServiceLayers.Python, await LayerAsync(packages, cancellationToken)));
        layers.Add((ServiceLayers.Model, model.Layer));
        var service = model.Service with
        {
            Base = below.PublicName,
            BaseDigest = below.Image?.Image.Manifest.Digest.ToString(),
        };
        return new ImageParts
        {
            Platform = platform,
            Base = below,
            Layers = layers,
            Process = ServiceImage.Process(
                service,
                packages is { IsEmpty: false } ? [$"SLIPWAY_PYTHONPATH=/{ServiceImage.PythonFolder}"] : []
            ),
            Components =
            [
                .. (packages?.Components ?? []).Select(component => (ServiceLayers.Packages, component)),
                .. ServerLayers.Components(server),
            ],
        };
    }

    private async Task<CachedLayer> LayerAsync(PythonPackages packages, CancellationToken cancellationToken)
    {
        var staging = Directory.CreateTempSubdirectory("slipway-wheels-");
        try
        {
            return await _cache.Layers.GetAsync(
                $"python\n{packages.Key}",
                _ => Task.FromResult(packages.Unpack(staging)),
                options.Created,
                ImageCache.Level,
                cancellationToken
            );
        }
        finally
        {
            staging.Delete(recursive: true);
        }
    }
}
