using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;

namespace Slipway.Cli.Images.Build;

/// <summary>Gathers what images are put together from: servers, the base, the model, each as layers.</summary>
internal sealed class PartsGathering(CliEnvironment environment, ContentSources sources, PartOptions options)
{
    private readonly ImageCache _cache = ImageCache.OfUser();

    /// <summary>One for each platform, in their order, and the model that all share; the lock file then has what was found.</summary>
    /// <exception cref="CliException">Something that an image needs is not there.</exception>
    public async Task<(IReadOnlyList<ImageParts> Parts, ModelPart Model)> RunAsync(CancellationToken cancellationToken)
    {
        var console = environment.Console;
        var locks = LockFile.Open(options.LockFile, options.UpdateLock);
        var bases = new BaseChoice(sources, _cache, locks, options.Signed);
        // Meanwhile servers are compressed; before one is published, which takes minutes, this has to have been found.
        var finding = FindBasesAsync(bases, cancellationToken);
        var servers = new List<ServerFiles>();
        var finder = new ImageServers(console, AppContext.BaseDirectory, options.Servers)
        {
            BeforePublishing = finding,
        };
        foreach (var platform in options.Platforms)
            servers.Add(await finder.FindAsync(platform, cancellationToken));
        if (options.Base != BaseChoice.Nano)
            await finding;

        var own = servers.Find(server => ImageServers.Own is { } machine && machine.Runs(server.Platform));
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

        locks.Save();
        return (parts, model);
    }

    // One after the other: each may tell the lock file something.
    private async Task<IReadOnlyList<BaseLayers>> FindBasesAsync(BaseChoice bases, CancellationToken cancellationToken)
    {
        var found = new List<BaseLayers>();
        foreach (var platform in options.Platforms)
            found.Add(await bases.FindAsync(options.Base, platform, options.Created, cancellationToken));
        return found;
    }

    private async Task<ImageParts> GatherAsync(
        int index,
        ServerFiles server,
        ModelPart model,
        Task<IReadOnlyList<BaseLayers>> finding,
        CancellationToken cancellationToken
    )
    {
        var platform = options.Platforms[index];
        // Each is a second of a CPU where it is compressed for the first time.
        var runtime = Task.Run(
            () => LayerAsync("runtime", server, server.Runtime, cancellationToken),
            cancellationToken
        );
        var program = Task.Run(() => LayerAsync("server", server, server.Server, cancellationToken), cancellationToken);
        await Task.WhenAll(finding, runtime, program);
        var below = (await finding)[index];
        var layers = new List<(string Kind, CachedLayer Layer)>();
        if (below.Layer is { } begin)
            layers.Add((ServiceLayers.Base, begin));
        layers.Add((ServiceLayers.Runtime, await runtime));
        layers.Add((ServiceLayers.Server, await program));
        var packages =
            model.Service.Runtime == ModelInspection.PythonRuntime
                ? PythonPackages.For(options.Model.Folder, options.Wheels, platform)
                : null;
        if (packages is { IsEmpty: false })
            layers.Add((ServiceLayers.Python, await LayerAsync(packages, cancellationToken)));
        layers.Add((ServiceLayers.Model, model.Layer));
        return new ImageParts
        {
            Platform = platform,
            Server = server,
            Base = below,
            Layers = layers,
            Service = model.Service with
            {
                Base = below.PublicName,
                BaseDigest = below.Image?.Image.Manifest.Digest.ToString(),
            },
            Packages = packages is null ? [] : [.. packages.Components],
            Environment = packages is { IsEmpty: false } ? [$"SLIPWAY_PYTHONPATH=/{ServiceImage.PythonFolder}"] : [],
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

    private Task<CachedLayer> LayerAsync(
        string kind,
        ServerFiles server,
        Func<LayerFiles> gather,
        CancellationToken cancellationToken
    ) =>
        _cache.Layers.GetAsync(
            $"{kind}\n{server.Key}",
            _ => Task.FromResult(gather()),
            options.Created,
            ImageCache.Level,
            cancellationToken
        );
}
