using Slipway.Oci.Images.Services;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>Gathers what images of the server alone are put together from: it serves models that it fetches, or that are mounted.</summary>
internal sealed class ServerParts(CliEnvironment environment, ContentSources sources, ServerPartOptions options)
{
    private readonly ImageCache _cache = ImageCache.OfUser();

    /// <summary>One for each platform, in their order; the lock file then has what was found.</summary>
    /// <exception cref="CliException">Something that an image needs is not there.</exception>
    public async Task<(IReadOnlyList<ImageParts> Parts, ImageSubject Subject)> GatherAsync(
        CancellationToken cancellationToken
    )
    {
        var gathering = new BaseGathering(sources, _cache, options);
        var bases = await gathering.FindAsync(cancellationToken);
        var layers = new ServerLayers(environment.Console, _cache, options, options.Servers);
        var servers = await layers.FindAsync(Task.CompletedTask, cancellationToken);
        var name = options.Name ?? ServiceImage.ServerProgram;
        var parts = new List<ImageParts>();
        foreach (var (index, server) in servers.Index())
        {
            var below = bases[index];
            var above = await environment.Console.WaitAsync(
                "Writing layers…",
                () => layers.OfAsync(server, cancellationToken)
            );
            parts.Add(
                new ImageParts
                {
                    Platform = options.Platforms[index],
                    Base = below,
                    Layers = below.Layer is { } begin ? [(ServiceLayers.Base, begin), .. above] : above,
                    Process = ServiceImage.Process(
                        new ProgramDescription
                        {
                            Name = name,
                            Version = ToolVersion.Short,
                            ServerVersion = ToolVersion.Short,
                            Base = below.PublicName,
                            BaseDigest = below.Image?.Image.Manifest.Digest.ToString(),
                            Further = options.Labels,
                        }
                    ),
                    Components = [.. ServerLayers.Components(server)],
                }
            );
        }

        gathering.Save();
        return (
            parts,
            new ProgramSubject(name, ToolVersion.Short)
            {
                Program = new SbomComponent(ServiceImage.ServerProgram, ToolVersion.Short),
            }
        );
    }
}
