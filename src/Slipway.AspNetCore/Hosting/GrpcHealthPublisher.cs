using Grpc.Health.V1;
using Microsoft.Extensions.Hosting;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// Keeps grpc.health.v1 telling the same as REST: the empty service name is the server, a model's name that model.
/// </summary>
internal sealed class GrpcHealthPublisher(EndingHealthService health, ServerState state, ModelManager models)
    : IHostedService
{
    private readonly Lock _publishing = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        models.Changed += Publish;
        state.Changed += Publish;
        Publish();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        models.Changed -= Publish;
        state.Changed -= Publish;
        return Task.CompletedTask;
    }

    private void Publish()
    {
        // States change on many threads; the last to publish must be the last to have looked.
        lock (_publishing)
        {
            health.SetStatus("", StatusOf(state.IsReady));
            var served = models.Statuses.ToLookup(status => status.Name, StringComparer.Ordinal);
            _known.UnionWith(served.Select(model => model.Key));
            // One that has gone is told as not serving from then on.
            foreach (var name in _known)
            {
                health.SetStatus(name, StatusOf(!state.IsDraining && served[name].Any(status => status.TakesRequests)));
            }
        }
    }

    private static HealthCheckResponse.Types.ServingStatus StatusOf(bool serving) =>
        serving ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing;
}
