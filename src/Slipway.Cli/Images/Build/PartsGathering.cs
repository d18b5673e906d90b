using Slipway.Oci.Content;
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
        var servers = new List<ServerFiles>();
        var finder = new ImageServers(console, AppContext.BaseDirectory, options.Servers);
        foreach (var platform in options.Platforms)
            servers.Add(await finder.FindAsync(platform, cancellationToken));

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
        foreach (var (platform, server) in options.Platforms.Zip(servers))
        {
            parts.Add(
                await console.WaitAsync(
                    "Writing layers…",
                    () => GatherAsync(platform, server, model, bases, cancellationToken)
                )
            );
        }

        locks.Save();
        return (parts, model);
    }

    /// <summary>The hashes of the model's files.</summary>
    public Task<IReadOnlyList<Oci.Supply.SbomFile>> HashAsync(ModelPart model, CancellationToken cancellationToken) =>
        ModelHashes.OfAsync(model.Files, model.Layer.Layer.DiffId.ToString(), _cache, cancellationToken);

    private async Task<ImageParts> GatherAsync(
        Platform platform,
        ServerFiles server,
        ModelPart model,
        BaseChoice bases,
        CancellationToken cancellationToken
    )
    {
        var find = bases.FindAsync(options.Base, platform, options.Created, cancellationToken);
        // Each is a second of a CPU where it is compressed for the first time.
        var runtime = Task.Run(
            () => LayerAsync("runtime", server, server.Runtime, cancellationToken),
            cancellationToken
        );
        var program = Task.Run(() => LayerAsync("server", server, server.Server, cancellationToken), cancellationToken);
        await Task.WhenAll(find, runtime, program);
        var below = await find;
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
            Service = model.Service with { BaseDigest = below.Image?.Image.Manifest.Digest.ToString() },
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
