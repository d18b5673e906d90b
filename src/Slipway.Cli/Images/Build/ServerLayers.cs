using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>The servers that go into images, and the layers that they are.</summary>
/// <param name="console">For messages.</param>
/// <param name="cache">Layers that were made before.</param>
/// <param name="options">For which platforms.</param>
/// <param name="named">Folders of published servers, as the user names them.</param>
internal sealed class ServerLayers(
    CliConsole console,
    ImageCache cache,
    PartOptions options,
    IReadOnlyList<string> named
)
{
    /// <summary>One for each platform, in their order.</summary>
    /// <param name="before">What must have succeeded before one is published, which takes minutes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">There is none for a platform, and none can be made.</exception>
    public async Task<IReadOnlyList<ServerFiles>> FindAsync(Task before, CancellationToken cancellationToken)
    {
        var finder = new ImageServers(console, AppContext.BaseDirectory, named) { BeforePublishing = before };
        var servers = new List<ServerFiles>();
        foreach (var platform in options.Platforms)
            servers.Add(await finder.FindAsync(platform, cancellationToken));
        return servers;
    }

    /// <summary>The engine's libraries and the server, above whatever the image stands on.</summary>
    public async Task<IReadOnlyList<(string Kind, CachedLayer Layer)>> OfAsync(
        ServerFiles server,
        CancellationToken cancellationToken
    ) =>
        // Each is a second of a CPU where it is compressed for the first time.
        await Task.WhenAll(
            Task.Run(
                () => LayerAsync(ServiceLayers.Runtime, server, server.Runtime, cancellationToken),
                cancellationToken
            ),
            Task.Run(
                () => LayerAsync(ServiceLayers.Server, server, server.Server, cancellationToken),
                cancellationToken
            )
        );

    /// <summary>For a bill of materials.</summary>
    public static IEnumerable<(string Kind, SbomComponent Component)> Components(ServerFiles server) =>
        ServerInventory.Read(server.Folder).Select(component => (ServiceLayers.Server, component));

    private async Task<(string Kind, CachedLayer Layer)> LayerAsync(
        string kind,
        ServerFiles server,
        Func<LayerFiles> gather,
        CancellationToken cancellationToken
    ) =>
        (
            kind,
            await cache.Layers.GetAsync(
                $"{kind}\n{server.Key}",
                _ => Task.FromResult(gather()),
                options.Created,
                ImageCache.Level,
                cancellationToken
            )
        );
}
