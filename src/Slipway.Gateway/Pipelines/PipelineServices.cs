using Slipway.Gateway.Calling;
using Slipway.Gateway.Pipelines.Bodies;
using Slipway.Gateway.Pipelines.Documents;
using Slipway.Gateway.Pipelines.Endpoints;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Pipelines.Statistics;
using Slipway.Gateway.Pipelines.Telemetry;
using Slipway.Gateway.Pipelines.Tensors;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Pipelines;

internal static class PipelineServices
{
    /// <summary>All that pipelines are made of; <see cref="IModelCaller"/> is somebody else's.</summary>
    public static void AddPipelines(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton(provider =>
        {
            var books = new PipelineBooks();
            provider.GetRequiredService<TableStore>().Applied += (table, _) => books.Keep(table);
            return books;
        });
        services.AddSingleton<PipelineTelemetry>();
        services.AddSingleton<TensorCaller>();
        services.AddSingleton<StepCaller>();
        services.AddSingleton(provider => new StepRunner(
            provider.GetRequiredService<StepCaller>(),
            provider.GetRequiredService<Random>().NextDouble,
            provider.GetRequiredService<PipelineTelemetry>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<PipelineRunner>();
        services.AddSingleton<DocumentRunner>();
        services.AddSingleton<PipelineGraphs>();
        services.AddSingleton<PipelineReadiness>();
        services.AddSingleton<PipelineDescriber>();
        services.AddSingleton<TensorRequests>();
        services.AddSingleton(new PipelineBudget());
        services.AddSingleton<TypedEndpoint>();
        services.AddSingleton<PredictEndpoint>();
        services.AddSingleton<InferEndpoint>();
        services.AddSingleton<RestEndpoint>();
        services.AddSingleton<GrpcEndpoint>();
        services.AddSingleton<NestedCalls>();
        services.AddSingleton<PipelinePages>();
        services.AddSingleton<IPipelineHost, PipelineHost>();
    }
}
