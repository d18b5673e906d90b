using Slipway.EndToEnd.Tests.Hosting;
using Slipway.EndToEnd.Tests.Images;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Engines;

namespace Slipway.EndToEnd.Tests.Fleets.Containers;

/// <summary>
/// A container engine, and a fleet in it that the tests of a class share: one service, <c>iris</c>, whose releases are over in a
/// second. Each test leaves it with one replica.
/// </summary>
/// <param name="engine">Not started yet.</param>
/// <param name="cache">Where layers are kept: compressing them is most of the work, and they are the same for all tests.</param>
public class ContainerFixture(TestEngine engine, string cache) : IAsyncDisposable
{
    private TestFleet? _fleet;

    public TestEngine Engine { get; } = engine;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the manifest of a fleet in containers begins with.</summary>
    public const string Head = """
        name: trial
        target: container
        containers: { base: nano }
        gateway: { port: 0, grpc_port: 0 }
        """;

    /// <summary>The shared fleet; skips the test where there is no engine, or no server for images.</summary>
    public async Task<TestFleet> FleetAsync()
    {
        await RequireAsync();
        if (_fleet is not null)
            return _fleet;
        var fleet = Fleet();
        fleet.Write(
            $$"""
            {{Head}}
            services:
              iris:
                model: '{{Checkout.Sample("iris")}}'
                resources: { cpu: 1, memory: 512MB }
                {{FleetFixture.Rollout}}
            """
        );
        // To be ended even where it does not come up.
        _fleet = fleet;
        await fleet.UpAsync(Token);
        return fleet;
    }

    /// <summary>One of a test's own.</summary>
    /// <param name="variables">Of its environment, besides.</param>
    public TestFleet Fleet(params (string Name, string Value)[] variables) =>
        new(
            new Dictionary<string, string>([
                .. TestFleet.Programs,
                .. variables.Select(each => KeyValuePair.Create(each.Name, each.Value)),
            ])
            {
                ["SLIPWAY_PROGRAMS"] =
                    $"{TestFleet.Programs["SLIPWAY_PROGRAMS"]}{Path.PathSeparator}{ImageFixture.Server}",
                ["DOCKER_HOST"] = $"unix://{Engine.Socket}",
                ["XDG_CACHE_HOME"] = cache,
            }
        );

    public async Task RequireAsync()
    {
        ImageFixture.RequireServer();
        await Engine.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null)
            await _fleet.DisposeAsync();
        await Engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class PodmanFixture(ContainerCache cache) : ContainerFixture(new PodmanEngine(), cache.Folder);

public sealed class DockerFixture(ContainerCache cache) : ContainerFixture(new DockerEngine(), cache.Folder);

public sealed class ContainerCache : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();
}

/// <summary>Classes with an engine each, one after the other.</summary>
[CollectionDefinition(nameof(ContainerGroup))]
public sealed class ContainerGroup : ICollectionFixture<ContainerCache>;
