using Grpc.Core;
using Grpc.Health.V1;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Routing;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Slipway.Gateway.Surfaces;

/// <summary>
/// grpc.health.v1: the empty name is the fleet, any other a model, a pipeline, or a service of gRPC. A watch is told when a table
/// or the end of the gateway changes what it watches, and ends with the gateway.
/// </summary>
internal sealed class OwnHealthService(
    TableStore tables,
    FleetReadiness readiness,
    PipelineReadiness pipelines,
    Draining draining
) : Health.HealthBase
{
    private static readonly string[] Services =
    [
        "inference.GRPCInferenceService",
        "tensorflow.serving.PredictionService",
        "tensorflow.serving.ModelService",
    ];

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = Of(request.Service);
        return status == ServingStatus.ServiceUnknown
            ? throw new RpcException(
                new Status(StatusCode.NotFound, "Neither a model nor a service of that name is here.")
            )
            : Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        ServingStatus? told = null;
        while (true)
        {
            // Taken before the look, so that no change falls between the two.
            var changed = tables.Changed.Next;
            var status = Of(request.Service);
            if (status != told)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
            told = status;
            if (draining.HasBegun)
                throw new RpcException(new Status(StatusCode.Unavailable, "The gateway is stopping."));
            await Task.WhenAny(changed, draining.IsAnnounced ? draining.Begun : draining.Announced)
                .WaitAsync(context.CancellationToken);
        }
    }

    private ServingStatus Of(string name)
    {
        if (name.Length == 0 || Services.Contains(name))
            return readiness.WhyNot() is null ? ServingStatus.Serving : ServingStatus.NotServing;
        var table = tables.Current;
        if (!table.IsTold)
            return ServingStatus.NotServing;
        if (!table.TryFindModel(name, out _) && !table.TryFindPipeline(name, out _))
            return ServingStatus.ServiceUnknown;
        return pipelines.WhyNot(name, table) is null ? ServingStatus.Serving : ServingStatus.NotServing;
    }
}
