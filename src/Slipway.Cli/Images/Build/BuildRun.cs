using System.Text.Json;
using Slipway.Cli.Servers;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Images.Build;

/// <summary>Builds the image of a model: servers, base and model become layers, layers an image for each platform.</summary>
internal sealed class BuildRun(CliEnvironment environment, RegistryClient registries, BuildOptions options)
{
    private readonly ImageCache _cache = ImageCache.OfUser();
    private readonly CliConsole _console = environment.Console;

    /// <exception cref="CliException">Something that it needs is not there, or the image cannot be written.</exception>
    public async Task<BuiltImage> RunAsync(CancellationToken cancellationToken)
    {
        var locks = LockFile.Open(options.LockFile, options.UpdateLock);
        using var bases = new BaseChoice(registries, _cache, locks);
        var servers = new List<ServerFiles>();
        var finder = new ImageServers(_console, AppContext.BaseDirectory, options.Servers);
        foreach (var platform in options.Platforms)
            servers.Add(await finder.FindAsync(platform, cancellationToken));

        var content = new ImageContent();
        var (service, model) = await _console.WaitAsync(
            "Looking at the model…",
            () => ModelAsync(servers, cancellationToken)
        );
        await _console.WaitAsync(
            "Writing layers…",
            async () =>
            {
                foreach (var (platform, server) in options.Platforms.Zip(servers))
                    await AddAsync(content, platform, server, model, service, bases, cancellationToken);
                return true;
            }
        );
        var root = content.Root(ServiceImage.Standard(service.ToLabels()));
        locks.Save();

        var output = new ImageOutput(registries, options.Reference)
        {
            Base =
                options.Base != BaseChoice.Nano && ContentLocation.Parse(options.Base) is ContentLocation.Registry below
                    ? below.Reference
                    : null,
        };
        foreach (var place in options.Outputs)
        {
            var moved = await TransferDisplay.RunAsync(
                _console,
                display => output.WriteAsync(content, root, place, display, cancellationToken)
            );
            await _console.Error.WriteLineAsync(
                $"{place}: {moved.Summary(place is ContentLocation.Registry ? "sent" : "written")}."
            );
        }

        return Describe(content, root, service);
    }

    private async Task<(ServiceDescription Service, CachedLayer Layer)> ModelAsync(
        List<ServerFiles> servers,
        CancellationToken cancellationToken
    )
    {
        var source = options.Model;
        var original = source.Gather(source.Name, imported: null);
        var digest = await LayerWriter.MeasureAsync(original, options.Created, cancellationToken);
        var own = servers.Find(server => ImageServers.Own is { } machine && machine.Runs(server.Platform));
        var inspection = new ModelInspection(environment, _cache);
        var described = await inspection.RunAsync(source.Path, digest.ToString(), own, cancellationToken);
        var name = options.Name ?? (source.Version is null ? described.Name : null) ?? source.Name;
        var layer = ModelInspection.IsForeign(described)
            ? await ImportedLayerAsync(inspection, described, name, digest, own, cancellationToken)
            : await _cache.Layers.GetAsync(
                $"model {name} {digest}",
                _ => Task.FromResult(source.Gather(name, imported: null)),
                options.Created,
                ImageCache.Level,
                cancellationToken
            );
        var service = new ServiceDescription
        {
            Model = name,
            ModelVersion = source.Version ?? described.Version ?? 1,
            Runtime = described.Runtime,
            Description = described.Description,
            Signature = SignatureOf(described),
            ServerVersion = ToolVersion.Short,
            Base = options.Base,
            Further = options.Labels,
        };
        return (service, layer);
    }

    private async Task<CachedLayer> ImportedLayerAsync(
        ModelInspection inspection,
        ModelDescription described,
        string name,
        Digest digest,
        ServerFiles? own,
        CancellationToken cancellationToken
    )
    {
        var staging = Directory.CreateTempSubdirectory("slipway-import-");
        try
        {
            return await _cache.Layers.GetAsync(
                $"imported {ToolVersion.Full} {name} {digest}",
                async token =>
                    options.Model.Gather(
                        name,
                        await inspection.ImportAsync(described, own, Path.Combine(staging.FullName, "import"), token)
                    ),
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

    private async Task AddAsync(
        ImageContent content,
        Platform platform,
        ServerFiles server,
        CachedLayer model,
        ServiceDescription service,
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
        layers.Add((ServiceLayers.Model, model));
        var image = ServiceImage.Assemble(
            platform,
            below.Image?.Image,
            [.. layers.Select(layer => (layer.Kind, layer.Layer.Layer))],
            service with
            {
                BaseDigest = below.Image?.Image.Manifest.Digest.ToString(),
            },
            environment: [],
            options.Created
        );
        content.Add(image, layers.Select(layer => layer.Layer), below.Image);
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

    private static string? SignatureOf(ModelDescription model) =>
        model.Inputs is null || model.Outputs is null
            ? null
            : JsonSerializer.Serialize(
                new SignatureLabel([.. model.Inputs.Select(Tensor)], [.. model.Outputs.Select(Tensor)]),
                SignatureContracts.Default.SignatureLabel
            );

    private static SignatureTensor Tensor(TensorDescription tensor) => new(tensor.Name, tensor.Datatype, tensor.Shape);

    private BuiltImage Describe(ImageContent content, ManifestContent root, ServiceDescription service) =>
        new()
        {
            Reference = options.Reference.ToString(),
            Digest = root.Descriptor.Digest.ToString(),
            Model = service.Model,
            ModelVersion = service.ModelVersion,
            Platforms = [.. content.Images.Select(Describe)],
            Outputs = [.. options.Outputs.Select(output => output.ToString()!)],
        };

    private static BuiltPlatform Describe(AssembledImage image)
    {
        var manifest = image.Manifest.AsManifest();
        return new BuiltPlatform(
            image.Platform.ToString(),
            image.Manifest.Descriptor.Digest.ToString(),
            image.Manifest.Descriptor.Size + manifest.Config.Size + manifest.Layers.Sum(layer => layer.Size),
            [
                .. manifest.Layers.Select(layer => new BuiltLayer(
                    layer.Annotations?.GetValueOrDefault(ServiceImage.LayerAnnotation) ?? ServiceLayers.Base,
                    layer.Digest.ToString(),
                    layer.Size
                )),
            ]
        );
    }
}
