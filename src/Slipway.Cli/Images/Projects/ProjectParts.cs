using Slipway.Cli.Images.Build;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Projects;

/// <summary>Gathers what images of a program are put together from: the base, .NET, packages, the program, each as layers.</summary>
internal sealed class ProjectParts(CliEnvironment environment, ContentSources sources, ProjectPartOptions options)
{
    // The runtime's own: without it and without the libraries of ICU no program starts. What a project says of it stands above.
    private const string Invariant = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private readonly ImageCache _cache = ImageCache.OfUser();

    /// <summary>One for each platform, in their order; the lock file then has what was found.</summary>
    /// <exception cref="CliException">Something that an image needs is not there.</exception>
    public async Task<(IReadOnlyList<ImageParts> Parts, ImageSubject Subject)> GatherAsync(
        CancellationToken cancellationToken
    )
    {
        var gathering = new BaseGathering(sources, _cache, options);
        // Before minutes are spent on what has nothing to stand on.
        var bases = await gathering.FindAsync(cancellationToken);
        var parts = new List<ImageParts>();
        ImageSubject? subject = null;
        foreach (var (platform, below) in options.Platforms.Zip(bases))
        {
            using var published = await PublishedProject.MakeAsync(
                options.Project,
                platform,
                environment.Console,
                cancellationToken
            );
            var files = published.Files;
            parts.Add(
                await environment.Console.WaitAsync(
                    "Writing layers…",
                    () => GatherAsync(files, platform, below, cancellationToken)
                )
            );
            subject ??= new ProgramSubject(NameOf(files), files.Version)
            {
                Program = new SbomComponent(files.Program, files.Version ?? "0"),
            };
        }

        gathering.Save();
        return (parts, subject!);
    }

    private string NameOf(ProgramFiles files) => options.Name ?? files.Program;

    private async Task<ImageParts> GatherAsync(
        ProgramFiles files,
        Platform platform,
        BaseLayers below,
        CancellationToken cancellationToken
    )
    {
        List<(string Kind, LayerFiles Files)> own =
        [
            (ServiceLayers.Runtime, files.Runtime()),
            (ServiceLayers.Packages, files.Packages()),
            (ServiceLayers.App, files.Own()),
        ];
        // Each is a second of a CPU where it is compressed for the first time.
        var above = await Task.WhenAll(
            own.Where(layer => layer.Files.Entries.Count > 0)
                .Select(layer =>
                    Task.Run(
                        async () => (layer.Kind, await LayerAsync(layer.Files, cancellationToken)),
                        cancellationToken
                    )
                )
        );
        var program = new ProgramDescription
        {
            Name = NameOf(files),
            Version = files.Version,
            ServerVersion = files.ServerVersion,
            Base = below.PublicName,
            BaseDigest = below.Image?.Image.Manifest.Digest.ToString(),
            Further = options.Labels,
        };
        var process = ServiceImage.Process(program, files.Program, SaysWhetherIcu(below) ? [] : [$"{Invariant}=1"]);
        return new ImageParts
        {
            Platform = platform,
            Base = below,
            Layers = below.Layer is { } begin ? [(ServiceLayers.Base, begin), .. above] : above,
            Process = options.Command.Count == 0 ? process : process with { Command = options.Command },
            Components =
            [
                .. ServerInventory.Read(files.Folder).Select(component => (ServiceLayers.Packages, component)),
            ],
        };
    }

    private static bool SaysWhetherIcu(BaseLayers below) =>
        (below.Image?.Image.Config.Config?.Environment ?? []).Any(variable =>
            variable.StartsWith($"{Invariant}=", StringComparison.Ordinal)
        );

    // By what is in the files: the same .NET is the same layer, wherever it was published from.
    private Task<CachedLayer> LayerAsync(LayerFiles files, CancellationToken cancellationToken) =>
        _cache.Layers.GetAsync(files, options.Created, ImageCache.Level, cancellationToken);
}
