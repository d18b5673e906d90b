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
        health.SetStatus("", StatusOf(state.IsReady));
        foreach (var model in models.Statuses.GroupBy(status => status.Name))
        {
            health.SetStatus(model.Key, StatusOf(!state.IsDraining && model.Any(status => status.IsAvailable)));
        }
    }

    private static HealthCheckResponse.Types.ServingStatus StatusOf(bool serving) =>
        serving ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing;
}
