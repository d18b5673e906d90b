using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Handlers;
using Slipway.AspNetCore.Hosting;
using Slipway.AspNetCore.KServe;
using Slipway.AspNetCore.Management;
using Slipway.AspNetCore.Mcp;
using Slipway.AspNetCore.OpenInference;
using Slipway.AspNetCore.Rest;
using Slipway.AspNetCore.Settings;
using Slipway.AspNetCore.SharedMemory;
using Slipway.AspNetCore.Telemetry;
using Slipway.AspNetCore.TensorFlowServing;
using Slipway.AspNetCore.Typed;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Serving.Ensembles;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Telemetry;
using Slipway.Serving.Warmup;

namespace Slipway.AspNetCore;

/// <summary>Adds a model server to an application.</summary>
public static class ModelServerServiceCollectionExtensions
{
    /// <summary>
    /// Registers the engine, loads the declared models when the application starts, and drains when it stops. Map its
    /// endpoints with <see cref="ModelServerEndpointRouteBuilderExtensions.MapInference"/>.
    /// </summary>
    public static IServiceCollection AddModelServer(
        this IServiceCollection services,
        Action<ModelServerOptions> configure
    )
    {
        services.AddOptions<ModelServerOptions>().Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRecordedRequestReader, RecordedRequestReader>();
        services.TryAddSingleton<IWarmup, SampleWarmup>();
        services.TryAddSingleton(provider => new ModelManager(
            provider.GetRequiredService<IOptions<ModelServerOptions>>().Value.Lifecycle,
            provider.GetRequiredService<IWarmup>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelManager>>(),
            [.. provider.GetRequiredService<IOptions<ModelServerOptions>>().Value.Tasks]
        ));
        services.TryAddSingleton(ControlPlaneFactory.Create);
        services.TryAddSingleton<ModelRepository>();
        services.TryAddSingleton(provider => new RequestTracer(
            provider.GetRequiredService<IOptions<ModelServerOptions>>().Value.TraceFile,
            provider.GetRequiredService<ILogger<RequestTracer>>()
        ));
        services.TryAddSingleton<ServingTelemetry>();
        services.TryAddSingleton<DataPlane>();
        services.TryAddSingleton<ILocalModels, LocalModels>();
        services.TryAddSingleton<EnsembleRuntime>();
        services.TryAddSingleton<ServerState>();
        services.TryAddSingleton<IModelServerStatus>(provider => provider.GetRequiredService<ServerState>());
        services.TryAddSingleton<ConnectionCounter>();
        services.AddSingleton<IConnectionListenerFactory, DrainingListenerFactory>();
        services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = BlockPool.MostUnread);
        services.TryAddSingleton<InferenceExchange>();
        services.TryAddSingleton<InferEndpoint>();
        services.TryAddSingleton<LogSettings>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<LoggerFilterOptions>, LogFilters>()
        );
        services.TryAddSingleton<GrpcSettings>();
        services.TryAddSingleton<GenerateEndpoint>();
        services.TryAddSingleton<ExplainEndpoint>();
        services.TryAddSingleton<TypedEndpoint>();
        services.TryAddSingleton<McpTools>();
        services.TryAddSingleton<McpServer>();
        services.TryAddSingleton<McpEndpoint>();
        services.AddTensorFlowServingRest();
        services.TryAddSingleton<GrpcInferEndpoint>();
        services.TryAddSingleton<MetricsEndpoint>();
        services.TryAddSingleton<GrpcInferenceService>();
        services.TryAddSingleton<EndingHealthService>();
        services.TryAddSingleton<OpenStreams>();
        services.TryAddSingleton<SharedMemoryAccess>();
        services.TryAddSingleton<SharedMemoryRegistry>();
        services
            .AddOptions<HostOptions>()
            .PostConfigure<IOptions<ModelServerOptions>>(
                // The host's patience is meant for what is in flight after the drain.
                (host, server) => host.ShutdownTimeout += server.Value.DrainDelay
            );
        services.AddHostedService<ModelServerService>();
        services.AddHostedService<GrpcHealthPublisher>();
        services.AddGrpc();
        services.AddTensorFlowServingGrpc();
        services.AddGrpcReflection();
        services.AddServingTelemetry();
        return services;
    }
}
