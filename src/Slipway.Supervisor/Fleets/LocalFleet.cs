using System.Runtime.CompilerServices;
using Slipway.Deployment.Fleet;
using Slipway.Errors;
using Slipway.Supervisor.Gateways;
using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Revisions;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Fleets;

/// <summary>The orders that a fleet takes: each checked, and run on the fleet's loop.</summary>
internal sealed class LocalFleet(
    FleetController fleet,
    FleetLoop loop,
    RevisionFactory revisions,
    ContentStore contents,
    LogCollector logs,
    ILogger<LocalFleet> log
) : IFleet, IDisposable
{
    private const int MostReplicas = 100;

    // Orders that copy contents, one at a time: what one has copied no other may take for left over.
    private readonly SemaphoreSlim _copying = new(1);

    public Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        loop.RunAsync(fleet.Status, cancellationToken);

    public Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken) =>
        loop.RunAsync(() => fleet.Spec, cancellationToken);

    public Task<FleetChanges> ApplyAsync(FleetSpec spec, CancellationToken cancellationToken) =>
        CopyingAsync(() => MakeAndApplyAsync(spec, cancellationToken), cancellationToken);

    public Task<int> DeployAsync(string service, ServiceLaunch launch, CancellationToken cancellationToken) =>
        CopyingAsync(() => MakeAndDeployAsync(service, launch, cancellationToken), cancellationToken);

    private async Task<FleetChanges> MakeAndApplyAsync(FleetSpec spec, CancellationToken cancellationToken)
    {
        var made = new Dictionary<string, RevisionRecord>(StringComparer.Ordinal);
        foreach (var (name, config) in spec.Manifest.Services)
        {
            if (!spec.Launches.TryGetValue(name, out var launch))
                throw ServingException.InvalidArgument($"The spec does not say how service '{name}' is started.");
            made[name] = await MakeAsync(name, launch, config, cancellationToken);
        }

        return await loop.RunAsync(
            () =>
            {
                var isNew = fleet.Spec is null;
                return new FleetChanges { IsNew = isNew, Changes = fleet.Apply(spec, made) };
            },
            cancellationToken
        );
    }

    private async Task<int> MakeAndDeployAsync(
        string service,
        ServiceLaunch launch,
        CancellationToken cancellationToken
    )
    {
        var config = await loop.RunAsync(() => fleet.Find(service).Unit.Config, cancellationToken);
        var made = await MakeAsync(service, launch, config, cancellationToken);
        return await loop.RunAsync(() => fleet.Deploy(service, made), cancellationToken);
    }

    public Task PromoteAsync(string service, CancellationToken cancellationToken) =>
        RunAsync(() => fleet.Find(service).Release.Promote(), cancellationToken);

    public Task PauseAsync(string service, CancellationToken cancellationToken) =>
        RunAsync(() => fleet.Find(service).Release.Pause(), cancellationToken);

    public Task ResumeAsync(string service, CancellationToken cancellationToken) =>
        RunAsync(() => fleet.Find(service).Release.Resume(), cancellationToken);

    public Task RollbackAsync(string service, int? revision, CancellationToken cancellationToken) =>
        RunAsync(() => fleet.Find(service).Release.Rollback(revision, fleet.Find(service).Ledger), cancellationToken);

    public Task SplitAsync(
        string service,
        IReadOnlyDictionary<int, double> weights,
        CancellationToken cancellationToken
    ) => RunAsync(() => fleet.Find(service).Release.Split(weights), cancellationToken);

    public Task ScaleAsync(string service, int replicas, CancellationToken cancellationToken) =>
        RunAsync(() => Scale(service, replicas), cancellationToken);

    public Task RestartAsync(string service, CancellationToken cancellationToken) =>
        RunAsync(
            () =>
            {
                fleet.Find(service).Unit.Change(record => record with { Epoch = record.Epoch + 1 });
                fleet.Record(service, null, "restarted", "its replicas are replaced, one after the other");
            },
            cancellationToken
        );

    public Task<IReadOnlyList<HistoryEntry>> GetHistoryAsync(
        string? service,
        int last,
        CancellationToken cancellationToken
    ) => loop.RunAsync(() => fleet.History(service, last), cancellationToken);

    public async IAsyncEnumerable<LogLine> GetLogsAsync(
        IReadOnlyList<string> services,
        int last,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await loop.RunAsync(() => Check(services), cancellationToken);
        // Subscribed first: what is written between the two is told twice rather than not at all.
        using var subscription = logs.Follow(out var lines);
        var kept = logs.Read([.. logs.Replicas.Where(replica => IsOf(replica, services))], last);
        foreach (var line in kept)
        {
            yield return line;
        }

        var newest = kept.Count > 0 ? kept[^1].At : DateTimeOffset.MinValue;
        while (follow && await lines.WaitToReadAsync(cancellationToken))
        {
            while (lines.TryRead(out var line))
            {
                if (line.At > newest && IsOf(line.Replica, services))
                    yield return line;
            }
        }
    }

    public void Dispose() => _copying.Dispose();

    public Task DownAsync(CancellationToken cancellationToken) => RunAsync(fleet.End, cancellationToken);

    // Behind an order that is still copying what it is to run.
    public Task EndIdleAsync(CancellationToken cancellationToken) =>
        CopyingAsync(
            () =>
                RunAsync(
                    () =>
                    {
                        if (fleet.Spec is null)
                            fleet.End();
                    },
                    cancellationToken
                ),
            cancellationToken
        );

    private void Scale(string service, int replicas)
    {
        var unit = fleet.Find(service).Unit;
        if (replicas is < 0 or > MostReplicas)
        {
            throw ServingException.InvalidArgument(
                $"{replicas} replicas of '{service}' cannot be; give a number from 0 to {MostReplicas}."
            );
        }

        if (unit.Config.Scaling is not null)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"'{service}' is scaled by demand (scaling: in the manifest); change its min and max there and run 'slipway up' again."
            );
        }

        unit.Change(record => record with { Replicas = replicas });
        fleet.Record(service, null, "scaled", $"to {replicas} {(replicas == 1 ? "replica" : "replicas")} by hand");
    }

    private bool Check(IReadOnlyList<string> services)
    {
        foreach (var service in services.Where(service => service != GatewayUnit.Name))
        {
            fleet.Find(service);
        }

        return true;
    }

    private static bool IsOf(string replica, IReadOnlyList<string> services) =>
        services.Count == 0 || services.Contains(ReplicaName.Parse(replica)?.Service ?? replica);

    private async Task<T> CopyingAsync<T>(Func<Task<T>> order, CancellationToken cancellationToken)
    {
        await _copying.WaitAsync(cancellationToken);
        try
        {
            var result = await order();
            await SweepAsync();
            return result;
        }
        finally
        {
            _copying.Release();
        }
    }

    // Off the loop, as it may take long; what cannot be deleted now is deleted by another order.
    private async Task SweepAsync()
    {
        try
        {
            var digests = await loop.RunAsync(fleet.Digests, CancellationToken.None);
            await Task.Run(() => contents.Keep(digests));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ServingException)
        {
            log.CannotSweep(e.Message);
        }
    }

    private Task<bool> RunAsync(Action order, CancellationToken cancellationToken) =>
        loop.RunAsync(
            () =>
            {
                order();
                return true;
            },
            cancellationToken
        );

    private async Task<RevisionRecord> MakeAsync(
        string service,
        ServiceLaunch launch,
        Slipway.Deployment.Manifest.ServiceConfig config,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await revisions.MakeAsync(service, launch, config, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"What '{service}' is to run cannot be copied: {e.Message}",
                e
            );
        }
    }
}
