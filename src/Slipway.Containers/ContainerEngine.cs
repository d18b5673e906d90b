using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Containers.Images;
using Slipway.Errors;

namespace Slipway.Containers;

/// <summary>
/// Docker or Podman, by the API that both have (Docker Engine API from version 1.41 on). Thread-safe. Failures are
/// <see cref="ServingException"/> with a reason of <see cref="EngineErrors"/>.
/// </summary>
public sealed class ContainerEngine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DockerClient _client;

    private ContainerEngine(string socket, bool isPodman, bool sharesNetwork)
    {
        (Socket, SharesNetwork) = (socket, sharesNetwork);
        _client = Client(socket);
        Images = new EngineImages(_client, socket);
        Containers = new EngineContainers(_client, socket, keepsLogsBounded: !isPodman);
    }

    /// <summary>The path of its socket.</summary>
    public string Socket { get; }

    /// <summary>Whether its containers may share the network of this process: they run under the same kernel.</summary>
    public bool SharesNetwork { get; }

    public EngineImages Images { get; }

    public EngineContainers Containers { get; }

    /// <summary>The engine of this machine.</summary>
    /// <exception cref="ServingException">Unavailable: there is none that answers.</exception>
    public static async Task<ContainerEngine> ConnectAsync(CancellationToken cancellationToken) =>
        await ConnectAsync(await EngineSocket.FindAsync(cancellationToken), cancellationToken);

    /// <inheritdoc cref="ConnectAsync(CancellationToken)"/>
    public static async Task<ContainerEngine> ConnectAsync(string socket, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(socket, cancellationToken);
        // Docker Desktop runs its containers in a machine of its own, also on Linux.
        var isElsewhere = version.Platform?.Name?.StartsWith("Docker Desktop", StringComparison.Ordinal) == true;
        var isPodman = version.Components?.Any(component =>
            component.Name.Contains("Podman", StringComparison.Ordinal)
        );
        return new ContainerEngine(socket, isPodman == true, OperatingSystem.IsLinux() && !isElsewhere);
    }

    public void Dispose() => _client.Dispose();

    private static Task<VersionResponse> VersionAsync(string socket, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync(
            socket,
            "Asking the container engine what it is",
            async () =>
            {
                using var client = Client(socket);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(Patience);
                try
                {
                    return await client.System.GetVersionAsync(limit.Token);
                }
                catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
                {
                    throw new TimeoutException($"no answer within {Patience.TotalSeconds:0} seconds", e);
                }
            }
        );

    // Logs are followed and ends are awaited for as long as it takes.
    private static DockerClient Client(string socket) =>
        new DockerClientBuilder()
            .WithEndpoint(new Uri($"unix://{socket}"))
            .WithTimeout(Timeout.InfiniteTimeSpan)
            .Build();
}
