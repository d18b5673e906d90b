using Slipway.Deployment.Fleet;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Running.Logs;
using Slipway.Kubernetes.Running.Orders;
using Slipway.Kubernetes.Running.Status;

namespace Slipway.Kubernetes.Running;

/// <summary>
/// A fleet in a cluster, in either form, looked at and told what to do through the API server. What is a release, a revision and a replica
/// is told in the words that fleets of one machine have.
/// <para>
/// Failures are <see cref="ServingException"/> as <see cref="IFleet"/> says; what the API server itself refuses is
/// <see cref="ApiException"/>.
/// </para>
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="scope">Which fleet.</param>
/// <param name="time">For pauses, and to tell how long something lasts.</param>
public sealed class KubernetesFleet(ResourceApi api, FleetScope scope, TimeProvider time) : IFleet, IKeepsPreviousLogs
{
    private readonly SnapshotReader _reader = new(api, scope, time);
    private readonly ReleaseOrders _releases = new(api, scope, time);
    private readonly PlainOrders _plain = new(api, scope);
    private readonly FleetLogs _logs = new(api, scope, time);

    public async Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        StatusView.Of(await ReadAsync(cancellationToken));

    /// <summary>What it was told to be is in its objects, and no manifest.</summary>
    public Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken) => Task.FromResult<FleetSpec?>(null);

    public Task<FleetChanges> ApplyAsync(FleetSpec spec, CancellationToken cancellationToken) =>
        throw ServingException.Unsupported("A fleet on Kubernetes is applied as what its manifest is rendered as.");

    public Task<int> DeployAsync(string service, ServiceLaunch launch, CancellationToken cancellationToken) =>
        throw ServingException.Unsupported(
            "On Kubernetes another model comes by the manifest: name it there, and run 'slipway deploy'."
        );

    public Task PromoteAsync(string service, CancellationToken cancellationToken) =>
        OrderAsync(service, "promote", _releases.PromoteAsync, cancellationToken);

    public Task PauseAsync(string service, CancellationToken cancellationToken) =>
        OrderAsync(service, "pause", _releases.PauseAsync, cancellationToken);

    public Task ResumeAsync(string service, CancellationToken cancellationToken) =>
        OrderAsync(service, "resume", _releases.ResumeAsync, cancellationToken);

    public Task SplitAsync(
        string service,
        IReadOnlyDictionary<int, double> weights,
        CancellationToken cancellationToken
    ) => OrderAsync(service, "split", (name, token) => _releases.SplitAsync(name, weights, token), cancellationToken);

    public async Task RollbackAsync(string service, int? revision, CancellationToken cancellationToken)
    {
        var found = await FindAsync(service, cancellationToken);
        if (found.Deployment is { } deployment)
            await _plain.RollbackAsync(deployment, found.Seen, revision, cancellationToken);
        else
            await _releases.RollbackAsync(service, revision, cancellationToken);
    }

    public async Task ScaleAsync(string service, int replicas, CancellationToken cancellationToken)
    {
        var found = await FindAsync(service, cancellationToken);
        if (found.Deployment is { } deployment)
            await _plain.ScaleAsync(deployment, found.Seen, replicas, cancellationToken);
        else
            await _releases.ScaleAsync(found.Resource!, replicas, cancellationToken);
    }

    public async Task RestartAsync(string service, CancellationToken cancellationToken)
    {
        var found = await FindAsync(service, cancellationToken);
        await new Restarts(api, scope, time).RestartAsync(found.Running, cancellationToken);
    }

    public async Task<IReadOnlyList<HistoryEntry>> GetHistoryAsync(
        string? service,
        int last,
        CancellationToken cancellationToken
    ) => HistoryView.Of(await ReadAsync(cancellationToken), service, last);

    public IAsyncEnumerable<LogLine> GetLogsAsync(
        IReadOnlyList<string> services,
        int last,
        bool follow,
        CancellationToken cancellationToken
    ) => _logs.ReadAsync(ReadAsync, new LogRequest(services, last) { Follow = follow }, cancellationToken);

    public IAsyncEnumerable<LogLine> GetPreviousLogsAsync(
        IReadOnlyList<string> services,
        int last,
        CancellationToken cancellationToken
    ) => _logs.ReadAsync(ReadAsync, new LogRequest(services, last) { Previous = true }, cancellationToken);

    /// <summary>Deletes all that was applied for the fleet; the namespace stays.</summary>
    public async Task DownAsync(CancellationToken cancellationToken)
    {
        var skipped = new List<string>();
        var objects = await new FleetObjects(api).ListAsync(scope, skipped.Add, cancellationToken);
        if (objects.Count == 0 && skipped.Count == 0)
            throw Absent();
        var applier = new ObjectApplier(api, static _ => { });
        foreach (var (kind, name) in objects)
        {
            await applier.DeleteAsync(kind, name, cancellationToken);
        }
    }

    /// <summary>Nobody is idle for it.</summary>
    public Task EndIdleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OrderAsync(
        string service,
        string verb,
        Func<string, CancellationToken, Task> order,
        CancellationToken token
    )
    {
        if ((await FindAsync(service, token)).Deployment is not null)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"{service} was deployed without operator, and there is no release in steps to {verb}: its pods are replaced one after the "
                    + "other. 'slipway rollback' takes that back; '--form resources' deploys it for the operator."
            );
        }

        await order(service, token);
    }

    private async Task<FoundService> FindAsync(string service, CancellationToken token)
    {
        var seen = await ReadAsync(token);
        return FoundService.Of(seen, service)
            ?? throw ServingException.NotFound(
                $"No service '{service}' in {scope.Name}; there are {string.Join(", ", FoundService.Names(seen))}."
            );
    }

    private async Task<FleetSnapshot> ReadAsync(CancellationToken token)
    {
        var seen = await _reader.ReadAsync(token);
        return seen.IsEmpty ? throw Absent() : seen;
    }

    private ServingException Absent() =>
        new(
            ServingErrorCode.Unavailable,
            $"No fleet {scope.Name} is in the namespace {scope.Namespace}: 'slipway deploy --target kubernetes' puts it there, --namespace "
                + "names another."
        )
        {
            Reason = FleetClient.NobodyAnswers,
        };
}
