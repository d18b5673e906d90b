using Slipway.Deployment.Manifest;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Balancing;

/// <summary>
/// Looks after replicas whose circuit is open: when its time is over the replica is asked whether it is there, and only then
/// does a request try it. Replicas that work are never asked: requests tell.
/// </summary>
internal sealed class ReplicaWatch(TableStore tables, TimeProvider time, ILogger<ReplicaWatch> log) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ended = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void SeeTo(Replica replica, CircuitBreakerConfig config)
    {
        log.CircuitOpened(replica.Name, config.OpenFor);
        _ = Task.Run(() => SeeToAsync(replica, Timers.Bounded(config.OpenFor), _ended.Token), CancellationToken.None);
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
        _client.Dispose();
    }

    private async Task SeeToAsync(Replica replica, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await Task.Delay(pause, time, cancellationToken);
                if (!await IsAliveAsync(replica, cancellationToken))
                    continue;
                replica.Breaker.FoundAlive();
                log.CircuitHalfOpen(replica.Name);
                return;
            } while (IsListed(replica));
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    // Programs that have no such path live as well: only a refusal of service, or none, says otherwise.
    private async Task<bool> IsAliveAsync(Replica replica, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await _client.GetAsync(
                new Uri(replica.Endpoint.Http + "/v2/health/ready"),
                HttpCompletionOption.ResponseHeadersRead,
                patience.Token
            );
            return (int)response.StatusCode < 500;
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private bool IsListed(Replica replica) =>
        tables.Current.Services.Any(service => service.Revisions.Any(revision => revision.Replicas.Contains(replica)));
}
