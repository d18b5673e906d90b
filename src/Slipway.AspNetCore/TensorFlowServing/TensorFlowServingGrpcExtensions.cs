using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's gRPC services in an application.</summary>
internal static class TensorFlowServingGrpcExtensions
{
    // What is not inference is a name, or a list of models: generated messages may take many times that in memory.
    private const int MaxControlBytes = 1 << 20;

    public static void AddTensorFlowServingGrpc(this IServiceCollection services)
    {
        services.TryAddSingleton<GrpcPredictionEndpoints>();
        services.TryAddSingleton<GrpcPredictionService>();
        services.TryAddSingleton<GrpcModelService>();
        services
            .AddGrpc()
            .AddServiceOptions<GrpcPredictionService>(options => options.MaxReceiveMessageSize = MaxControlBytes)
            .AddServiceOptions<GrpcModelService>(options => options.MaxReceiveMessageSize = MaxControlBytes);
    }

    public static void MapTensorFlowServingGrpc(this IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<GrpcPredictionEndpoints>().Map(endpoints);
        endpoints.MapGrpcService<GrpcPredictionService>();
        endpoints.MapGrpcService<GrpcModelService>();
    }
}
