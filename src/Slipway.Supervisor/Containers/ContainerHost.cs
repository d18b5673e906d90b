using System.Globalization;
using Slipway.Containers;
using Slipway.Containers.Images;
using Slipway.Errors;
using Slipway.Supervisor.Processes;

namespace Slipway.Supervisor.Containers;

/// <summary>
/// Replicas as containers of Docker or Podman. They are the engine's and live on without us; each carries its fleet and its name as
/// labels, and the engine restarts none of them: that is the supervisor's to decide.
/// </summary>
/// <param name="fleet">The name of this fleet on this machine; no other has it.</param>
/// <param name="engine">By which they run.</param>
/// <param name="mark">A file that is there once a container was started: engines are not asked about fleets that never had any.</param>
/// <param name="logFileOf">The file that a replica's outputs go to.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">The supervisor's own.</param>
internal sealed class ContainerHost(
    string fleet,
    EngineLink engine,
    string mark,
    Func<string, string> logFileOf,
    TimeProvider time,
    ILogger log
) : IReplicaHost, IDisposable
{
    private const string FleetLabel = "slipway.fleet";
    private const string ReplicaLabel = "slipway.replica";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop = new();

    private bool HasBeenUsed => File.Exists(mark);

    public async Task<IRunningReplica> StartAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(mark, "", cancellationToken);
            var docker = await engine.GetAsync(cancellationToken);
            var image = await new ImagePresence(docker.Images, docker.Socket).EnsureAsync(start, cancellationToken);
            // From here on it is seconds, and what was made half would have to be found again.
            using var patience = new CancellationTokenSource(StartPatience, time);
            return await StartAsync(docker, Spec(docker, start, image), start, patience.Token);
        }
        catch (ServingException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The container engine took longer than {StartPatience.TotalMinutes:0} minutes.", e);
        }
    }

    // Limits are the engine's, and stay with the container.
    public async Task<IRunningReplica?> AdoptAsync(
        string name,
        string identity,
        ReplicaLimits limits,
        CancellationToken cancellationToken
    )
    {
        var id = ContainerIdentity.IdOf(identity)!;
        try
        {
            var docker = await engine.GetAsync(cancellationToken);
            if (await docker.Containers.FindAsync(id, cancellationToken) is null)
                return null;
        }
        catch (ServingException e)
        {
            // An engine that is being restarted has not ended its containers: they are asked for until it answers.
            log.EngineDoesNotAnswer(name, e.Message);
        }

        return Watch(id, name, remark: null, logFileOf(name));
    }

    public async Task EndOrphansAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        if (!HasBeenUsed)
            return;
        try
        {
            var docker = await engine.GetAsync(cancellationToken);
            foreach (var id in await docker.Containers.ListAsync(FleetLabel, fleet, cancellationToken))
            {
                if (known.Contains(ContainerIdentity.Of(id)))
                    continue;
                log.EndsOrphan(id);
                await docker.Containers.RemoveAsync(id, cancellationToken);
            }
        }
        catch (ServingException e) when (e.Reason == EngineErrors.NoEngine)
        {
            // Where there is none, there are no containers; one that is being restarted keeps their names, which a start frees.
        }
        catch (ServingException e)
        {
            log.WillRetry(e, "Ending containers that were never written down");
        }
    }

    public void Keep(IReadOnlySet<string> images)
    {
        if (HasBeenUsed)
            _ = Task.Run(() => KeepAsync(images));
    }

    /// <summary>Containers run on.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task KeepAsync(IReadOnlySet<string> images)
    {
        try
        {
            var docker = await engine.GetAsync(_stop.Token);
            var made = await docker.Images.NamesAsync(LocalImages.Prefix(fleet), _stop.Token);
            foreach (var name in made.Where(name => !images.Contains(name)))
            {
                await docker.Images.RemoveAsync(name, _stop.Token);
            }
        }
        catch (Exception e) when (e is ServingException or OperationCanceledException)
        {
            // They take room, no more; the next revision tries again.
            log.CannotDropImages(e.Message);
        }
    }

    private async Task<RunningContainer> StartAsync(
        ContainerEngine docker,
        ContainerSpec spec,
        ReplicaStart start,
        CancellationToken cancellationToken
    )
    {
        await FreeNameAsync(docker, spec.Name, cancellationToken);
        var (id, warnings) = await docker.Containers.CreateAsync(spec, cancellationToken);
        try
        {
            await docker.Containers.StartAsync(id, cancellationToken);
        }
        catch
        {
            await docker.Containers.RemoveAsync(id, CancellationToken.None);
            throw;
        }

        return Watch(id, start.Name, Remark(start.Name, warnings), start.LogFile);
    }

    /// <summary>Takes a name back that one of this fleet has left behind.</summary>
    private async Task FreeNameAsync(ContainerEngine docker, string name, CancellationToken cancellationToken)
    {
        if (await docker.Containers.FindAsync(name, cancellationToken) is not { } other)
            return;
        if (other.Labels.GetValueOrDefault(FleetLabel) != fleet)
        {
            throw new IOException(
                $"A container called {name} is there that is none of this fleet. Remove it, or give it another name."
            );
        }

        await docker.Containers.RemoveAsync(other.Id, cancellationToken);
    }

    private ContainerSpec Spec(ContainerEngine docker, ReplicaStart start, EngineImage image)
    {
        var place = start.Image!;
        var environment = new Dictionary<string, string>(start.Environment, StringComparer.Ordinal)
        {
            ["SLIPWAY_HOST"] = docker.SharesNetwork ? "127.0.0.1" : "*",
            ["SLIPWAY_HTTP_PORT"] = Text(docker.SharesNetwork ? place.HttpPort : ContainerPorts.Http),
            ["SLIPWAY_GRPC_PORT"] = Text(docker.SharesNetwork ? place.GrpcPort : ContainerPorts.Grpc),
        };
        return new ContainerSpec
        {
            Name = $"{fleet}-{start.Name}",
            Image = image.Id,
            // Arguments of ours come behind the image's own, which they would else take the place of.
            Command = start.Arguments.Count == 0 ? null : [.. image.Command, .. start.Arguments],
            Environment = environment,
            Labels = new Dictionary<string, string> { [FleetLabel] = fleet, [ReplicaLabel] = start.Name },
            Cpu = start.Limits.Cpu,
            MemoryBytes = start.Limits.MemoryBytes,
            Ports = docker.SharesNetwork
                ? null
                : new Dictionary<int, int>
                {
                    [ContainerPorts.Http] = place.HttpPort,
                    [ContainerPorts.Grpc] = place.GrpcPort,
                },
        };
    }

    private RunningContainer Watch(string id, string name, string? remark, string logFile)
    {
        var context = new ContainerContext(engine, time, log, _stop.Token);
        return new RunningContainer(context, id, name, remark, new LogPump(context, id, name, logFile));
    }

    private static string? Remark(string replica, IReadOnlyList<string> warnings) =>
        warnings.Count == 0
            ? null
            : $"The container engine does not do all that was asked for {replica.Split('-')[0]}: {string.Join(' ', warnings)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
