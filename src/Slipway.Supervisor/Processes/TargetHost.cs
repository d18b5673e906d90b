using Slipway.Supervisor.Containers;

namespace Slipway.Supervisor.Processes;

/// <summary>
/// Replicas where they belong: images as containers, all else as processes. A fleet may have both, while one takes over from the
/// other.
/// </summary>
internal sealed class TargetHost(ProcessHost processes, ContainerHost containers) : IReplicaHost
{
    public Task<IRunningReplica> StartAsync(ReplicaStart start, CancellationToken cancellationToken) =>
        start.Image is null
            ? processes.StartAsync(start, cancellationToken)
            : containers.StartAsync(start, cancellationToken);

    public Task<IRunningReplica?> AdoptAsync(
        string name,
        string identity,
        ReplicaLimits limits,
        CancellationToken cancellationToken
    ) =>
        ContainerIdentity.IdOf(identity) is null
            ? processes.AdoptAsync(name, identity, limits, cancellationToken)
            : containers.AdoptAsync(name, identity, limits, cancellationToken);

    public async Task EndOrphansAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        await processes.EndOrphansAsync(known, cancellationToken);
        await containers.EndOrphansAsync(known, cancellationToken);
    }

    public void Keep(IReadOnlySet<string> images) => containers.Keep(images);
}
