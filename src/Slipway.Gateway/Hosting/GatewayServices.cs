using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Access;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Bodies;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Console;
using Slipway.Gateway.Control;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Hedging;
using Slipway.Gateway.Holding;
using Slipway.Gateway.Mirroring;
using Slipway.Gateway.Pipelines;
using Slipway.Gateway.Retries;
using Slipway.Gateway.Routes;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;
using Slipway.Gateway.Surfaces;
using Slipway.Gateway.Telemetry;
using Slipway.Gateway.Tls;

namespace Slipway.Gateway.Hosting;

internal static class GatewayServices
{
    public static void AddGateway(this IServiceCollection services, GatewayArguments arguments, GatewayConfig config)
    {
        services.AddRoutingCore();
        services.AddHttpForwarder();
        services.AddSingleton(arguments);
        services.AddSingleton(config);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Random.Shared);
        services.AddSingleton<Draining>();
        services.Configure<SocketTransportOptions>(sockets =>
            sockets.CreateBoundListenSocket = endpoint => ListenSockets.Create(endpoint, arguments.TakesOver)
        );
        services.AddSingleton<IConnectionListenerFactory, GatewayTransport>();
        services.AddGatewayTelemetry();
        services.AddSingleton<AccessGate>();
        if (config.Tls is { } tls)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CertificateFiles>(provider, tls));
        }

        services.AddSingleton<TableStore>();
        services.AddSingleton<Balancer>();
        services.AddSingleton<ReplicaWatch>();
        services.AddSingleton<UpstreamClients>();
        services.AddSingleton<PlaceKeeper>();
        services.AddSingleton<Holder>();
        services.AddSingleton<Hedger>();
        services.AddSingleton<Mirror>();
        services.AddSingleton<Admitter>();
        services.AddSingleton<Rerouter>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton(new BodyBudget());
        services.AddSingleton<BodyKeeper>();
        services.AddSingleton<RequestBodies>();
        services.AddSingleton<RequestGate>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton<IModelCaller, ModelCaller>();
        services.AddPipelines();
        services.AddSingleton<PipelineRequests>();
        services.AddSingleton<ModelRequests>();
        services.AddSingleton<GrpcRequests>();
        services.AddGrpc();
        services.AddGrpcReflection();
        services.AddSingleton<GatewayReadiness>();
        services.AddSingleton<ProbeEndpoints>();
        services.AddSingleton<FleetReadiness>();
        services.AddSingleton<OwnEndpoints>();
        services.AddSingleton<TrafficReporter>();
        services.AddSingleton<WaitingServices>();
        services.AddSingleton<ControlEndpoints>();
        if (arguments.Remote is { } remote)
        {
            services.AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<ControlToken>(provider, remote.TokenFile)
            );
            services.AddSingleton<RemoteControl>();
        }

        services.AddRoutes(arguments.Routes);
        services.AddConsole(arguments, config);
        services.AddHostedService<GatewayLife>();
        if (arguments.ParentProcess is { } parent)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ParentWatch>(provider, parent));
        }
    }
}
