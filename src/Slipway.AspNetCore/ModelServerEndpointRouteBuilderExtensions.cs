using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.ApiReference;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Golden;
using Slipway.AspNetCore.Hosting;
using Slipway.AspNetCore.KServe;
using Slipway.AspNetCore.Management;
using Slipway.AspNetCore.Mcp;
using Slipway.AspNetCore.OpenInference;
using Slipway.AspNetCore.Pages;
using Slipway.AspNetCore.Settings;
using Slipway.AspNetCore.Telemetry;
using Slipway.AspNetCore.TensorFlowServing;
using Slipway.AspNetCore.Typed;

namespace Slipway.AspNetCore;

/// <summary>Maps what a model server answers.</summary>
public static class ModelServerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the Open Inference Protocol V2 and TensorFlow Serving's services, both over REST and gRPC, KServe V1, health and
    /// reflection, the metrics, the landing page and the API reference. gRPC needs an endpoint that speaks HTTP/2.
    /// </summary>
    public static IEndpointRouteBuilder MapInference(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        endpoints.MapHealth();
        endpoints.MapMetadata();
        endpoints.MapStatistics();
        endpoints.MapRepository();
        endpoints.MapLogSettings();
        endpoints.MapTraceSettings();
        endpoints.MapSharedMemory();
        services.GetRequiredService<InferEndpoint>().Map(endpoints);
        services.GetRequiredService<GenerateEndpoint>().Map(endpoints);
        services.GetRequiredService<GrpcInferEndpoint>().Map(endpoints);
        endpoints.MapTensorFlowServingRest();
        services.GetRequiredService<ExplainEndpoint>().Map(endpoints);
        services.GetRequiredService<TypedEndpoint>().Map(endpoints);
        endpoints.MapGoldenRequests();
        services.GetRequiredService<McpEndpoint>().Map(endpoints);
        endpoints.MapGrpcService<GrpcInferenceService>();
        endpoints.MapTensorFlowServingGrpc();
        endpoints.MapGrpcService<EndingHealthService>();
        endpoints.MapGrpcReflectionService();
        services.GetRequiredService<MetricsEndpoint>().Map(endpoints, "/metrics");
        endpoints.MapTensorFlowServingMetrics();
        endpoints.MapApiReference(ServedModels.List, ServerInfo.Version);
        endpoints.MapLandingPage(ServedModels.List, ServerInfo.Version);
        endpoints.Map("/v1/{**rest}", (RequestDelegate)UnknownAsync).WithOrder(int.MaxValue);
        endpoints.Map("/models/{**rest}", (RequestDelegate)UnknownAsync).WithOrder(int.MaxValue);
        endpoints.Map("/v2/{**rest}", (RequestDelegate)UnknownAsync).WithOrder(int.MaxValue);
        return endpoints;
    }

    private static Task UnknownAsync(HttpContext context) =>
        HttpErrorWriter.WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            $"There is no endpoint {context.Request.Method} {context.Request.Path}; /docs lists those there are."
        );
}
