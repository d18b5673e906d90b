using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's RESTful API in an application.</summary>
internal static class TensorFlowServingRestExtensions
{
    public static void AddTensorFlowServingRest(this IServiceCollection services)
    {
        services.TryAddSingleton<PredictEndpoint>();
        services.TryAddSingleton<ExamplesEndpoint>();
        services.TryAddSingleton<StatusEndpoint>();
    }

    public static void MapTensorFlowServingRest(this IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<PredictEndpoint>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<ExamplesEndpoint>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<StatusEndpoint>().Map(endpoints);
        endpoints.MapSignatures();
    }
}
