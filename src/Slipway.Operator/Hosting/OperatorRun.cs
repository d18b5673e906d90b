using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;

namespace Slipway.Operator.Hosting;

/// <summary>
/// An operator from its start to its end: it stands by, and while it leads keeps up with the cluster and reconciles.
/// </summary>
internal sealed class OperatorRun(
    k8s.Kubernetes client,
    HttpClient http,
    OperatorOptions options,
    OperatorMetrics metrics,
    TimeProvider time,
    ILoggerFactory logs
)
{
    private const string Lease = "slipway-operator";

    // As controllers of Kubernetes itself have it: 15, 10 and 2 seconds.
    private const double RenewPart = 10 / 15.0;
    private const double RetryPart = 2 / 15.0;

    private readonly ILogger _log = logs.CreateLogger<OperatorRun>();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it reconciles.</summary>
    public bool IsLeading { get; private set; }

    /// <summary>Whether it knows the cluster, or stands by.</summary>
    public bool IsReady => _synced.Task.IsCompletedSuccessfully;

    public async Task RunAsync(CancellationToken token)
    {
        metrics.Watch(() => IsLeading);
        if (!options.Elects)
        {
            await LeadAsync(token);
            return;
        }

        var config = new LeaderElectionConfig(new LeaseLock(client, options.LeaseNamespace, Lease, options.Identity))
        {
            LeaseDuration = options.LeaseDuration,
            RenewDeadline = options.LeaseDuration * RenewPart,
            RetryPeriod = options.LeaseDuration * RetryPart,
        };
        // Who stands by is ready though it keeps up with nothing yet: a rolling update ends the leader only when the pod that comes after it
        // is ready, and that one leads only when the leader has ended.
        _synced.TrySetResult();
        while (!token.IsCancellationRequested)
        {
            try
            {
                await CandidateAsync(config, token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The elector gives up where the API server is away; this process is a candidate again when it is back.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _log.NotElected(config.RetryPeriod, e.Message);
                await Task.Delay(config.RetryPeriod, time, token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Until leadership is lost, or the work that goes with it came to an end: who does nothing must not keep others from it.
    private async Task CandidateAsync(LeaderElectionConfig config, CancellationToken token)
    {
        using var elector = new LeaderElector(config);
        using var term = CancellationTokenSource.CreateLinkedTokenSource(token);
        var work = Task.CompletedTask;
        elector.OnStartedLeading += Start;
        try
        {
            await elector.RunUntilLeadershipLostAsync(term.Token);
        }
        finally
        {
            elector.OnStartedLeading -= Start;
            await term.CancelAsync();
            await work;
        }

        void Start() => work = WorkAsync(term);
    }

    private async Task WorkAsync(CancellationTokenSource term)
    {
        try
        {
            await LeadAsync(term.Token);
        }
        finally
        {
            await term.CancelAsync();
        }
    }

    private async Task LeadAsync(CancellationToken token)
    {
        _log.Leads(options.Identity);
        IsLeading = true;
        try
        {
            await new OperatorTerm(client, http, options, metrics, time, logs).RunAsync(_synced, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The term is over.
        }
        finally
        {
            IsLeading = false;
            _log.LeadsNoMore(options.Identity);
        }
    }
}
